import Synchronization
import Testing
import ToolRouter
import ToolRouterServer

@Suite struct LiveSchedulerTests {
    private let scheduler = LiveScheduler()

    @Test func `it counts from the present, and sleeps no shorter than it was told`() async throws {
        #expect(scheduler.now > Timestamp(microseconds: 1_760_000_000_000_000), "before these lines were written")
        let start = scheduler.now
        try await scheduler.sleep(for: .milliseconds(20))
        #expect(scheduler.now - start >= .milliseconds(20))
        try await scheduler.sleep(until: start)
    }

    @Test func `a sleeper that is cancelled wakes at once`() async {
        let sleeper = Task { [scheduler] in
            do {
                try await scheduler.sleep(for: .seconds(3_600))
                return false
            } catch {
                return true
            }
        }
        sleeper.cancel()
        #expect(await sleeper.value)
    }

    @Test func `work that ends in time is finished`() async {
        let outcome = await scheduler.run(by: scheduler.now + .seconds(3_600), late: { _ in }) { 7 }
        guard case .finished(7) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `at the deadline work is left behind though it ignores its cancellation, and its result is handed over`()
        async
    {
        let late = AsyncStream.makeStream(of: Int.self)
        let stuck = Mutex<UnsafeContinuation<Void, Never>?>(nil)
        let start = scheduler.now
        let outcome = await scheduler.run(by: start + .milliseconds(20), late: { late.continuation.yield($0) }) {
            await withUnsafeContinuation { continuation in stuck.withLock { $0 = continuation } }
            return 7
        }
        guard case .deadlineReached = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(scheduler.now - start >= .milliseconds(20))
        // It may not have begun yet, on a machine with other things to do.
        while stuck.withLock({ $0 == nil }) { await Task.yield() }
        stuck.withLock { $0?.resume() }
        var results = late.stream.makeAsyncIterator()
        #expect(await results.next() == 7)
    }

    @Test func `the caller's cancellation ends the race`() async {
        let caller = Task { [scheduler] in
            await scheduler.run(by: scheduler.now + .seconds(3_600), late: { _ in }) {
                try? await scheduler.sleep(for: .seconds(3_600))
            }
        }
        caller.cancel()
        guard case .cancelled = await caller.value else {
            Issue.record("the race went on")
            return
        }
    }

    @Test func `draining waits for lanes, and cuts short at the deadline`() async {
        let ended = Mutex(0)
        for pause in [5, 10, 15] {
            scheduler.spawn { [scheduler] in
                try? await scheduler.sleep(for: .milliseconds(pause))
                ended.withLock { $0 += 1 }
            }
        }
        #expect(await scheduler.drain(by: scheduler.now + .seconds(3_600)) == 0)
        #expect(ended.withLock { $0 } == 3)
        #expect(scheduler.laneCount == 0)

        let cut = scheduler.spawn { [scheduler] in try? await scheduler.sleep(for: .seconds(3_600)) }
        #expect(await scheduler.drain(by: scheduler.now + .milliseconds(20)) == 1)
        await cut.value
    }

    @Test func `draining waits for what a lane spawns, too`() async {
        let ended = Mutex(false)
        scheduler.spawn { [scheduler] in
            scheduler.spawn {
                try? await scheduler.sleep(for: .milliseconds(10))
                ended.withLock { $0 = true }
            }
        }
        #expect(await scheduler.drain(by: scheduler.now + .seconds(3_600)) == 0)
        #expect(ended.withLock { $0 })
    }

    @Test func `whoever can't wait any longer has the lanes cut short`() async {
        let lane = scheduler.spawn { [scheduler] in try? await scheduler.sleep(for: .seconds(3_600)) }
        let caller = Task { [scheduler] in await scheduler.drain(by: scheduler.now + .seconds(3_600)) }
        caller.cancel()
        #expect(await caller.value == 1)
        await lane.value
    }

    @Test func `lanes that end at once leave nothing behind`() async {
        let tasks = (0..<1_000).map { _ in scheduler.spawn {} }
        for task in tasks { await task.value }
        #expect(scheduler.laneCount == 0)
    }
}
