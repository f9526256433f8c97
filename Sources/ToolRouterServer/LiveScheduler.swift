import Synchronization
package import ToolRouter

/// Time as it passes: the scheduler of the live world.
///
/// All its timers are one thread's, which ends with the scheduler.
package final class LiveScheduler: Scheduler {
    private let clock: LiveClock
    let timers: TimerThread
    private let lanes = Mutex(Lanes())

    /// The background work under way, by number.
    private struct Lanes {
        var last: UInt64 = 0
        var running: [UInt64: Task<Void, Never>] = [:]
        /// Lanes that ended before they were noted down.
        var ended: Set<UInt64> = []
    }

    package init() {
        clock = LiveClock()
        timers = TimerThread(clock)
    }

    deinit {
        timers.stop()
    }

    package var now: Timestamp { clock.now }

    /// The timers that are set: one for each sleeper and each race under way.
    package var timerCount: Int { timers.count }

    /// The background lanes that have not ended.
    package var laneCount: Int { lanes.withLock(\.running.count) }

    package func sleep(until moment: Timestamp) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        guard moment > now else { return }
        // A sleep is a race between the moment and the caller's cancellation, without any work.
        let race = DeadlineRace()
        let timer = timers.set(race, at: moment)
        defer { timers.remove(timer) }
        if await race.verdict() == .cancelled { throw CancellationError() }
    }

    /// The work begins at once, on the caller's thread, and no timer is set when it ends without having waited: an answer of
    /// the cache then costs no change of threads. From where it first waits it goes on elsewhere, and the caller gets away
    /// from it even when it blocks its thread there; before that it must not block. Work that never does goes on on the caller's
    /// event loop: a store's answer then costs one change of threads less.
    package func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        let race = DeadlineRace()
        let task = Task.immediate(executorPreference: nearby ? LoopExecutor.here : nil) { await work(race) }
        // The caller's own cancellation beats the end of the work.
        if race.isFinished { return Task.isCancelled ? .cancelled : .finished }
        // At the very deadline an end is in time.
        let timer = timers.set(race, at: deadline + .nanoseconds(1))
        defer { timers.remove(timer) }
        return await race.verdict(on: task)
    }

    package func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        // At the very deadline an end is in time.
        let timer = timers.set(race, at: deadline + .nanoseconds(1))
        defer { timers.remove(timer) }
        return await race.verdict()
    }

    @discardableResult
    package func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        let number = lanes.withLock { lanes in
            lanes.last += 1
            return lanes.last
        }
        let task = Task {
            await lane()
            lanes.withLock { lanes in
                if lanes.running.removeValue(forKey: number) == nil { lanes.ended.insert(number) }
            }
        }
        lanes.withLock { lanes in
            if lanes.ended.remove(number) == nil { lanes.running[number] = task }
        }
        return task
    }

    /// Waits for the background lanes to end, and cancels those that have not by `deadline`, or when the caller is
    /// cancelled. Returns how many were cut short.
    @discardableResult
    package func drain(by deadline: Timestamp) async -> Int {
        while true {
            let tasks = lanes.withLock { Array($0.running.values) }
            if tasks.isEmpty { return 0 }
            let outcome = await run(by: deadline, late: { _ in }) {
                for task in tasks { await task.value }
            }
            // A lane may have spawned another one.
            if case .finished = outcome { continue }
            let cutShort = lanes.withLock { Array($0.running.values) }
            for task in cutShort { task.cancel() }
            return cutShort.count
        }
    }
}
