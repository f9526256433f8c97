import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

struct DeadlineRaceTests {
    /// A caller whose work ends, and who leaves before being told.
    @Test func `a caller who leaves between the result and its delivery is cancelled, and the result is late`() throws {
        let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
        let caller = Mutex<Task<Void, Never>?>(nil)
        let journal = Mutex<[String]>([])
        try scheduler.run {
            let task = scheduler.start {
                let outcome = await scheduler.run(
                    by: Timestamp(microseconds: 1_000_000),
                    late: { (value: Int) in journal.withLock { $0.append("late \(value)") } }
                ) {
                    try? await scheduler.sleep(for: .nanoseconds(1))
                    // This lane runs before the caller's own continuation, which comes behind it in the queue.
                    scheduler.spawn { caller.withLock { $0 }?.cancel() }
                    return 7
                }
                journal.withLock { $0.append("\(outcome)") }
            }
            caller.withLock { $0 = task }
        }
        #expect(journal.withLock { $0 } == ["late 7", "cancelled"])
    }

    @Test func `a result is delivered once and is not late`() throws {
        let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
        let journal = Mutex<[String]>([])
        try scheduler.run {
            let outcome = await scheduler.run(
                by: Timestamp(microseconds: 1), late: { (_: Int) in journal.withLock { $0.append("late") } }
            ) { 7 }
            journal.withLock { $0.append("\(outcome)") }
        }
        #expect(journal.withLock { $0 } == ["finished(7)"])
    }
}
