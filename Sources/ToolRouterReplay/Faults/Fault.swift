package import ToolRouter
package import ToolRouterFormats

/// What a rule does to a call: a kind of fault with its parameters. Each kind is a file in `Kinds/` and a line in
/// `FaultKinds.all`, and says by its conformances whose calls it can spoil.
package protocol Fault: Sendable {
    /// What `kind` says in a fault plan.
    static var kind: String { get }
    /// The keys of the kind's parameters.
    static var parameters: [String] { get }

    /// Reads the parameters from the rule that `section` is; its other keys are somebody else's.
    init(_ section: ConfigurationSection, at target: FaultTarget) throws(ConfigurationError)

    /// Writes the parameters as members, each as a plan would say it.
    func write(to writer: inout JSONWriter)
}

/// A fault of calls to a planner, the current one or a candidate.
protocol PlannerFault: Fault {
    /// Asks `planner`, or does not, and spoils what comes of it.
    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure>
}

/// A fault of a tool's approved calls.
protocol ToolFault: Fault {
    /// Runs `approved`, or does not, and spoils what comes of it.
    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult
}

/// The kinds of fault that a plan can name.
enum FaultKinds {
    static let all: [any Fault.Type] = [
        ErrorFault.self,
        HangFault.self,
        LatencyFault.self,
        MalformedFault.self,
        UnsafeSQLFault.self,
    ]

    /// Reads the kind that `node` names; it must be able to spoil calls of `target`.
    static func kind(
        _ node: ConfigurationNode, for target: FaultTarget
    ) throws(ConfigurationError) -> any Fault.Type {
        let word = try node.text("a kind of fault")
        guard let kind = all.first(where: { $0.kind == word }) else {
            let words = all.map { $0.kind }
            throw node.fault(
                expected: "one of " + list(all),
                remedy: Spelling.nearest(to: word, among: words).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        guard fits(kind, target) else {
            throw node.fault(
                expected: "a kind that \(target.text) can suffer: " + list(all.filter { fits($0, target) }),
                remedy: "correct the kind or the target")
        }
        return kind
    }

    private static func fits(_ kind: any Fault.Type, _ target: FaultTarget) -> Bool {
        switch target {
        case .planner, .shadow: kind is any PlannerFault.Type
        case .tool: kind is any ToolFault.Type
        }
    }

    private static func list(_ kinds: [any Fault.Type]) -> String {
        kinds.map { "`\($0.kind)`" }.joined(separator: ", ")
    }
}
