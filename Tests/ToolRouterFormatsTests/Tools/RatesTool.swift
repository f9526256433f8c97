import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The section `rates`: what a unit of each currency is worth, such as `rates: {EUR: 1000000, SEK: 87000}`, in millionths of one
/// unit that all of them share.
struct RatesSettings: ToolSettings, OpenedTool {
    static let tool: ToolName = "rates"
    let duration = Duration.milliseconds(1)
    let rates: [String: Int]

    init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        var rates: [String: Int] = [:]
        for entry in try node.someEntries("a mapping of currencies to rates") {
            rates[entry.name] = try entry.value.integer(in: 1...1_000_000_000)
        }
        self.rates = rates
    }

    // There is nothing to be opened: the settings are all there is.
    func open(scratch: String, environment: [String: String]?) throws(FileError) -> any OpenedTool { self }

    func tool(in world: ToolWorld) -> any Tool { RatesTool(rates: rates) }
}

/// Converts an amount from one currency to another.
struct RatesTool: Tool {
    let name = RatesSettings.tool
    let summary = "Converts an amount of money from one currency to another."
    let rates: [String: Int]

    var inputs: [ToolInput] {
        [
            ToolInput("amount", .integer(0...1_000_000_000), "How much, in whole units."),
            ToolInput("from", .choice(rates.keys.sorted()), "The currency that the amount is in."),
            ToolInput("to", .choice(rates.keys.sorted()), "The currency that is wanted."),
        ]
    }

    /// What an answer depends on besides the question: the rates.
    func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        let version = rates.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        return ToolFingerprint(data: "rates", version: version, policy: "all")
    }

    /// The guard. A plan is a model's text: nothing of it is used that is not checked here.
    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        guard case .number(let digits)? = plan.arguments["amount"], let amount = Int(digits),
            (0...1_000_000_000).contains(amount)
        else { throw Self.refusal("amount", "a whole number from 0 to 1000000000") }
        let currencies = rates.keys.sorted().joined(separator: ", ")
        guard case .string(let from)? = plan.arguments["from"], let fromRate = rates[from] else {
            throw Self.refusal("from", "one of \(currencies)")
        }
        guard case .string(let to)? = plan.arguments["to"], let toRate = rates[to] else {
            throw Self.refusal("to", "one of \(currencies)")
        }
        guard plan.arguments.count == 3 else { throw Self.refusal("the plan", "amount, from and to, and nothing else") }
        return Call(plan: plan, amount: amount * fromRate / toRate, currency: to)
    }

    private static func refusal(_ what: String, _ expected: String) -> RouterError {
        RouterError(.argumentInvalid, at: .guard, "\(what) is not \(expected)", hint: "give \(expected)")
    }

    /// Only the guard above makes one.
    private struct Call: ApprovedCall {
        let plan: Plan
        let amount: Int
        let currency: String

        var footprint: Footprint { Footprint(tables: ["rates"]) }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            .rows(ResultSet(columns: ["amount", "currency"], rows: [[.integer(Int64(amount)), .text(currency)]]))
        }
    }
}
