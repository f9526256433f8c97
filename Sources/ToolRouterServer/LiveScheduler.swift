import Foundation
import Synchronization
package import ToolRouter

/// Time as it passes: the scheduler of the live world.
///
/// It reads the wall clock once, when it is made, and counts on from there with the continuous clock, so that nobody who
/// sets the machine's clock moves a deadline.
package final class LiveScheduler: Scheduler {
    private let origin = ContinuousClock.now
    private let epoch: Timestamp
    private let lanes = Mutex(Lanes())

    /// The background work under way, by number.
    private struct Lanes {
        var last: UInt64 = 0
        var running: [UInt64: Task<Void, Never>] = [:]
        /// Lanes that ended before they were noted down.
        var ended: Set<UInt64> = []
    }

    package init() {
        epoch = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
    }

    package var now: Timestamp { epoch + (ContinuousClock.now - origin) }

    /// The background lanes that have not ended.
    package var laneCount: Int { lanes.withLock(\.running.count) }

    package func sleep(until moment: Timestamp) async throws(CancellationError) {
        do {
            try await Task.sleep(until: origin + (moment - epoch), tolerance: .zero, clock: .continuous)
        } catch {
            throw CancellationError()
        }
    }

    package func race(
        by deadline: Timestamp, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        let race = DeadlineRace()
        let timer = Task {
            do throws(CancellationError) {
                try await sleep(until: deadline)
                race.reachDeadline()
            } catch {
                // The race was over before.
            }
        }
        defer { timer.cancel() }
        return await race.verdict(on: Task { await work(race) })
    }

    package func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        let timer = Task {
            do throws(CancellationError) {
                try await sleep(until: deadline)
                race.reachDeadline()
            } catch {
                // The race was over before.
            }
        }
        defer { timer.cancel() }
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
