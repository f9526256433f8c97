import Testing

@testable import ToolRouter
@testable import ToolRouterServer

@Suite struct RequestTimerTests {
    private static let attempt = PlannerAttempt(number: 1, planner: "gpt", model: "m")
    private static let failed = AttemptOutcome.failed(RouterError(.plannerTimeout, at: .plan, "late"), nil)
    private static let plan = Plan(tool: "sql", arguments: [:])
    private static let rows = ToolResult.rows(ResultSet(columns: [], rows: [], isTruncated: false))
    private static let answer = Answer(
        request: "r", outcome: .answered(rows), bill: CostMeter().bill)

    /// Happenings at milliseconds after the arrival.
    private static func times(
        _ happenings: [(Int64, RouterEvent.Kind)], id: RequestID = "r"
    ) -> (request: Int64, overhead: Int64)? {
        var timer = RequestTimer()
        var last = RequestTimer.Times.none
        let request = Request(id: id, caller: Caller(tenant: "t"), question: "q")
        for (at, kind) in [(0, .received(request))] + happenings {
            last = timer.observe(RouterEvent(request: id, at: Timestamp(microseconds: at * 1_000), kind))
        }
        #expect(timer.underWay == 0)
        guard case .answer(let request, let overhead) = last else { return nil }
        return (request.nanoseconds / 1_000_000, overhead.nanoseconds / 1_000_000)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let happenings: [(Int64, RouterEvent.Kind)]
        let overhead: Int64
        var testDescription: String { name }

        init(_ name: String, _ happenings: [(Int64, RouterEvent.Kind)], overhead: Int64) {
            (self.name, self.happenings, self.overhead) = (name, happenings, overhead)
        }
    }

    static let rows100: [Row] = [
        Row("nothing is waited for", [], overhead: 100),
        Row(
            "an attempt",
            [(5, .attemptStarted(attempt)), (65, .attemptEnded(attempt, failed, duration: .milliseconds(60)))],
            overhead: 40),
        Row(
            "another one's attempt",
            [
                (5, .attemptJoined(attempt)),
                (65, .joinEnded(attempt, failed, duration: .milliseconds(60), pays: false)),
            ],
            overhead: 40),
        Row(
            "a pause that was longer than it was to be",
            [(10, .retrying("gpt", after: .milliseconds(20))), (45, .attemptStarted(attempt))], overhead: 65),
        Row("a pause that the caller ended", [(10, .retrying("gpt", after: .milliseconds(20)))], overhead: 10),
        Row(
            "a pause after which the circuit is open",
            [(10, .retrying("gpt", after: .milliseconds(20))), (40, .circuitRefused("gpt", retryAfter: nil))],
            overhead: 70),
        Row("a tool", [(20, .approved(plan, Footprint())), (90, .ran(plan, rows))], overhead: 30),
        Row(
            "a tool that failed",
            [(20, .approved(plan, Footprint())), (90, .runFailed(plan, RouterError(.sqlFailed, at: .run, "no")))],
            overhead: 30),
        Row(
            "limiter, store and audit log",
            [
                (10, .waited(.limiter, .milliseconds(10))), (30, .waited(.store, .milliseconds(20))),
                (90, .waited(.audit, .milliseconds(30))),
            ], overhead: 40),
        Row(
            "candidates, which nobody waits for",
            [
                (10, .shadowStarted("c")),
                (
                    60,
                    .shadowEnded(
                        "c",
                        ShadowProposal(
                            plan: .failure(RouterError(.plannerTimeout, at: .shadow, "late")), bill: CostMeter().bill,
                            duration: .milliseconds(50)))
                ),
            ], overhead: 100),
        Row(
            "more than there was, by rounding", [(99, .waited(.audit, .milliseconds(101)))], overhead: 0),
    ]

    @Test(arguments: rows100) func `the router's own part is the whole without waiting`(row: Row) throws {
        let times = try #require(Self.times(row.happenings + [(100, .settled(Self.answer))]))
        #expect(times.request == 100)
        #expect(times.overhead == row.overhead)
    }

    @Test func `what comes before or after a request is not timed, and candidates that were not asked took no time`() {
        var timer = RequestTimer()
        func observe(_ kind: RouterEvent.Kind) -> [LatencyObservation] {
            timer.observe(RouterEvent(request: "r", at: Timestamp(nanoseconds: 0), kind)).all
        }
        #expect(observe(.waited(.audit, .seconds(1))).isEmpty)
        #expect(observe(.approved(Self.plan, Footprint())).isEmpty)
        #expect(observe(.retrying("gpt", after: .seconds(1))).isEmpty)
        #expect(observe(.settled(Self.answer)).isEmpty)
        let refused = ShadowProposal(
            plan: .failure(RouterError(.circuitOpen, at: .shadow, "open")), bill: CostMeter().bill, duration: .zero)
        #expect(observe(.shadowEnded("c", refused)).isEmpty)
        // An attempt of a request that has ended is an attempt all the same.
        let ended = observe(.attemptEnded(Self.attempt, Self.failed, duration: .seconds(2)))
        #expect(ended.map(\.nanoseconds) == [2_000_000_000])
        #expect(ended.map(\.series) == [.attempt("gpt", .current, hasReplied: false)])
        #expect(timer.underWay == 0)
    }

    @Test func `requests under way are kept apart, and two of one id do not pile up`() {
        var timer = RequestTimer()
        func observe(_ id: RequestID, _ at: Int64, _ kind: RouterEvent.Kind) -> [Int64] {
            timer.observe(RouterEvent(request: id, at: Timestamp(microseconds: at), kind)).all.map(\.nanoseconds)
        }
        func arrive(_ id: RequestID, _ at: Int64) {
            _ = observe(id, at, .received(Request(id: id, caller: Caller(tenant: "t"), question: "q")))
        }
        arrive("a", 0)
        arrive("b", 10)
        _ = observe("a", 15, .waited(.store, .microseconds(5)))
        _ = observe("b", 20, .waited(.store, .microseconds(1)))
        #expect(observe("a", 30, .settled(Self.answer)) == [30_000, 25_000])
        arrive("b", 40)
        #expect(timer.underWay == 2)
        #expect(observe("b", 50, .settled(Self.answer)) == [10_000, 10_000])
        #expect(observe("b", 60, .settled(Self.answer)) == [50_000, 49_000])
        #expect(timer.underWay == 0)
        // The later one is known by the id as soon as others come between.
        arrive("c", 100)
        arrive("d", 100)
        arrive("c", 110)
        arrive("e", 110)
        #expect(timer.underWay == 3)
        #expect(observe("c", 120, .settled(Self.answer)) == [10_000, 10_000])
        #expect(observe("c", 130, .settled(Self.answer)) == [])
        _ = observe("d", 140, .settled(Self.answer))
        _ = observe("e", 140, .settled(Self.answer))
        #expect(timer.underWay == 0)
    }
}
