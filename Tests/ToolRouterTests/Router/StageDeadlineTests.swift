import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

/// Whatever a request waits for, its answer leaves at the deadline or when the caller hangs up.
struct StageDeadlineTests {
    /// An answer store that never answers.
    private struct HangingStore: AnswerStore {
        func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer? {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return nil
        }
        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async -> Bool { false }
        func remove(_ key: CacheKey, at now: Timestamp) async {}
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var toolHangsAt: Stage?
        var question = "q"
        let stage: Stage
        /// How long the request may take.
        var deadline = Duration.milliseconds(300)
        /// How long it takes, where that is less.
        var end: Duration?
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "recognising a statement", toolHangsAt: .route, question: "SELECT 1", stage: .route),
        Row(name: "naming the data", toolHangsAt: .recall, stage: .recall),
        // After half of its time it goes on without the cache, see `StoreOutageTests`, and the rest is too short for a planner.
        Row(name: "looking into the cache", stage: .plan, deadline: .milliseconds(40), end: .milliseconds(20)),
        Row(name: "judging a plan", toolHangsAt: .guard, question: "SELECT 1", stage: .guard),
        Row(name: "running it", toolHangsAt: .run, question: "SELECT 1", stage: .run),
    ]

    private func answer(_ row: Row, hangsUpAfter: Duration? = nil) throws -> (Answer, latency: Duration) {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let tool: any Tool =
            row.toolHangsAt.map { HangingTool(at: $0, scheduler: scheduler) } ?? ScriptedTool(scheduler: scheduler)
        let router = Router(
            configuration: RouterConfiguration(), scheduler: scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: scheduler), tools: [tool],
            store: row.toolHangsAt == nil ? HangingStore() : nil, observer: EventLog())
        nonisolated(unsafe) var result: (Answer, Duration)?
        try scheduler.run {
            let task = scheduler.start {
                let answer = await router.answer(.asking(row.question, deadline: row.deadline))
                result = (answer, scheduler.now - ScriptedWorld.start)
            }
            if let hangsUpAfter {
                try? await scheduler.sleep(for: hangsUpAfter)
                task.cancel()
            }
        }
        return try #require(result, "the request was never answered")
    }

    @Test(arguments: rows)
    func `the deadline ends`(row: Row) throws {
        let (answer, latency) = try answer(row)
        #expect(answer.outcome.error?.code == .deadlineExceeded)
        #expect(answer.outcome.error?.stage == row.stage)
        #expect(latency == row.end ?? row.deadline)
    }

    @Test(arguments: rows)
    func `a caller who hangs up ends`(row: Row) throws {
        let (answer, latency) = try answer(row, hangsUpAfter: row.deadline / 4)
        #expect(answer.outcome.error?.code == .cancelled)
        #expect(answer.outcome.error?.stage == (row.end == nil ? row.stage : .recall))
        #expect(latency == row.deadline / 4)
    }
}
