import ToolRouter
import ToolRouterServer

/// A router whose planner and tool answer at once, so that what it takes is its own.
final class QuickRouter: Sendable {
    private let router: Router

    init(_ audit: AuditStore?) {
        var configuration = RouterConfiguration()
        configuration.prices = PriceCatalogue(["m": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)])
        router = Router(
            configuration: configuration, scheduler: LiveScheduler(), planner: QuickPlanner(), tools: [QuickTool()],
            store: nil, audit: audit, observer: Nobody())
    }

    func ask(_ caller: Int, _ number: Int) async {
        let answer = await router.answer(
            Request(
                id: RequestID("r-\(caller)-\(number)"), caller: Caller(tenant: "emea", user: "u-1"),
                question: "How many orders of \(number) by \(caller)?"))
        guard case .answered = answer.outcome else { preconditionFailure("\(answer.outcome)") }
    }

    private struct Nobody: EventObserver {
        func observe(_ event: RouterEvent) {}
    }
}

private struct QuickPlanner: Planner {
    let name: PlannerName = "main"
    let model = "m"
    let promptFingerprint = ""

    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        .success(
            PlannerReply(
                text: #"{"tool":"quick","arguments":{"number":1}}"#, model: model,
                usage: TokenUsage(input: 800, output: 60), finishReason: "stop"))
    }
}

private struct QuickTool: Tool {
    let name: ToolName = "quick"
    let mayWait = false

    func fingerprint(for request: Request) -> ToolFingerprint {
        ToolFingerprint(data: "d", version: "1", policy: "p")
    }

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) -> any ApprovedCall {
        QuickCall(plan: plan)
    }
}

private struct QuickCall: ApprovedCall {
    let plan: Plan
    var footprint: Footprint { Footprint(tables: ["orders"], columns: ["orders.id"], program: "p") }

    func run(at now: Timestamp) -> ToolResult {
        .rows(ResultSet(columns: ["n"], rows: [[.integer(1)]]))
    }
}
