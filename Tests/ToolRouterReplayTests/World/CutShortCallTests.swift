import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation
import ToolRouterTools

/// A provider is paid for a call that nobody waits for any more: what was recorded of it comes late.
@Suite struct CutShortCallTests {
    private struct Episode: EpisodeSource {
        let recorded: RecordedAttempt
        func attempt(_ number: Int, for request: Request, at planner: PlannerName) -> RecordedAttempt? { recorded }
    }

    private static let usage = TokenUsage(input: 1_000, output: 100)

    /// Why a call of 9 s was cut short, when the reply came, and the code of the answer.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var attempt = RecordedAttempt(
            latency: .seconds(9), outcome: .reply(content: "SELECT 1", usage: usage, finishReason: "stop"))
        var deadline: Duration?
        var attemptTimeout = Duration.seconds(20)
        var hangsUpAfter: Duration?
        let code: ErrorCode?
        /// What late replies cost in USD, each; nil is unknown.
        let late: [String?]
    }

    static let rows = [
        Row(testDescription: "waited for", code: nil, late: []),
        Row(testDescription: "by the deadline", deadline: .seconds(2), code: .deadlineExceeded, late: ["0.0035"]),
        Row(testDescription: "by its timeout", attemptTimeout: .seconds(2), code: .plannerTimeout, late: ["0.0035"]),
        Row(testDescription: "since the caller left", hangsUpAfter: .seconds(2), code: .cancelled, late: ["0.0035"]),
        Row(
            testDescription: "of unknown usage",
            attempt: RecordedAttempt(
                latency: .seconds(9), outcome: .reply(content: "SELECT 1", usage: nil, finishReason: "stop")),
            deadline: .seconds(2), code: .deadlineExceeded, late: [nil]),
        Row(
            testDescription: "that was to be refused",
            attempt: RecordedAttempt(latency: .seconds(9), outcome: .error(.http(status: 503), retryAfter: nil)),
            deadline: .seconds(2), code: .deadlineExceeded, late: ["0"]),
        Row(
            testDescription: "that was to lose its connection",
            attempt: RecordedAttempt(latency: .seconds(9), outcome: .error(.connection, retryAfter: nil)),
            deadline: .seconds(2), code: .deadlineExceeded, late: [nil]),
        Row(
            testDescription: "that was to be given up by its provider, who says what it took",
            attempt: RecordedAttempt(latency: .seconds(9), outcome: .error(.timeout, retryAfter: nil, usage: usage)),
            hangsUpAfter: .seconds(2), code: .cancelled, late: ["0.0035"]),
    ]

    @Test(arguments: rows)
    func `a call`(row: Row) throws {
        let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
        let log = EventLog()
        let audit = InMemoryAuditLog()
        var configuration = RouterConfiguration()
        configuration.attemptTimeout = row.attemptTimeout
        configuration.retry.retries = 0
        configuration.prices = PriceCatalogue(["m": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)])
        let planner = RecordedPlanner(
            name: "main", model: "m", episodes: Episode(recorded: row.attempt), scheduler: scheduler)
        let router = Router(
            configuration: configuration, scheduler: scheduler, planner: planner,
            tools: [ScriptedTool(scheduler: scheduler)], store: nil, audit: audit, observer: log)
        try scheduler.run {
            let request = Request.asking(deadline: row.deadline)
            let asking = scheduler.spawn { _ = await router.answer(request) }
            if let moment = row.hangsUpAfter {
                try? await scheduler.sleep(for: moment)
                asking.cancel()
            }
            await asking.value
        }
        #expect(log.settled.first?.answer.outcome.error?.code == row.code)
        if row.code != nil {
            #expect(log.settled.first?.answer.bill.cost == .nothing, "the answer did not wait for it")
        }
        let late = log.events.compactMap { event -> (Duration, Cost)? in
            switch event.kind {
            case .lateReply(_, _, let bill), .lateFailure(_, _, let bill):
                return (event.at - Timestamp(nanoseconds: 0), bill.cost)
            default: return nil
            }
        }
        #expect(late.map(\.1.amount) == row.late.map { $0.flatMap { Money(usd: $0) } })
        #expect(late.allSatisfy { $0.0 == .seconds(2) }, "it comes when the call is cut short")
        let totals = log.totals
        #expect(totals.lateReplies + totals.lateFailures == row.late.count)
        #expect(audit.sums.records[.lateUsage] == row.late.count)
        #expect(audit.sums.planner.cost == totals.cost && audit.sums.planner.unpriced == totals.unpricedReplies)
    }
}
