import ToolRouter
import ToolRouterServer

/// Callers who append records, each one after the other.
struct AuditLoad: Sendable {
    private let store: AuditStore

    init(_ store: AuditStore) {
        self.store = store
    }

    func run(callers: Int, each: Int) async -> CallerTimes {
        await CallerTimes.measure(callers: callers, each: each) { [store] caller, number in
            let isWritten = await store.append(Self.record("r-\(caller)-\(number)"))
            precondition(isWritten, "a record was refused")
        }
    }

    /// The record of an ordinary answer.
    static func record(_ id: String) -> AuditRecord {
        let request = Request(
            id: RequestID(id), caller: Caller(tenant: "emea", user: "u-1234"),
            question: "How many orders did \(id) place in the last quarter, by region and month?",
            trace: TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        return AuditRecord(
            request: request, at: arrival + .milliseconds(830),
            .answer(
                answer(to: request),
                AuditRecord.Course(
                    arrivedAt: arrival, planner: "main", recall: .miss, footprint: footprint, durations: durations)))
    }

    private static let arrival = Timestamp(microseconds: 1_795_165_200_000_000)
    private static let plan = Plan(
        tool: "sql",
        arguments: [
            "sql": .string("SELECT region, strftime('%m', day) AS month, count(*) FROM orders GROUP BY region, month")
        ], confidence: .one)
    private static let footprint = Footprint(
        tables: ["orders"], columns: ["orders.day", "orders.id", "orders.region"], functions: ["count", "strftime"],
        program: "7c9fa136d4413fa6173637e883b6998d")
    private static let result = ToolResult.rows(
        ResultSet(
            columns: ["region", "month", "count"],
            rows: (0..<12).map { [.text("north"), .text("\($0)"), .integer(Int64($0) * 17)] }))
    private static let bill: Bill = {
        let usage = TokenUsage(input: 812, cachedInput: 256, output: 64)
        let cost = Cost(amount: Money(usd: "0.00284"), status: .exact)
        var bill = Bill(usage: usage, cost: cost)
        bill.charges = [
            Charge(
                model: "gpt-4o-2024-08-06", price: PriceSource(entry: "gpt-4o", match: .exact, validFrom: nil),
                usage: usage, cost: cost)
        ]
        return bill
    }()
    private static let durations: StageDurations = {
        var durations = StageDurations()
        for stage in [Stage.admit, .route, .recall, .plan, .guard, .run] {
            durations.add(.milliseconds(100), at: stage)
        }
        return durations
    }()

    private static func answer(to request: Request) -> Answer {
        Answer(
            request: request.id, outcome: .answered(result), tool: "sql", source: .planner, plan: plan, degraded: nil,
            bill: bill, limits: nil, trace: request.trace)
    }
}
