import Foundation
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

@Suite struct SimulatedSchedulerTests {
    let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))

    /// What happened, in order.
    final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    @Test func `time jumps to the earliest sleeper and ties wake in the order of falling asleep`() throws {
        let journal = Journal()
        try scheduler.run { [scheduler] in
            for (name, delay) in [("late", 30), ("first", 10), ("second", 10)] {
                scheduler.spawn {
                    try? await scheduler.sleep(for: .seconds(delay))
                    journal.add("\(name) \(scheduler.now.nanoseconds / 1_000_000_000)")
                }
            }
        }
        #expect(journal.all == ["first 10", "second 10", "late 30"])
    }

    @Test func `turns of one moment come after its sleepers, by their places, and before its deadlines`() throws {
        let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
        let order = Mutex<[String]>([])
        let moment = Timestamp(nanoseconds: 10)
        try scheduler.run {
            let race = DeadlineRace()
            scheduler.start {
                _ = await scheduler.verdict(of: race, by: moment)
                order.withLock { $0.append("deadline") }
            }
            for place in [UInt64(7), 3, .max, 5] {
                scheduler.start {
                    await scheduler.wait(until: moment, place: place)
                    order.withLock { $0.append("\(place)") }
                    guard place == 3 else { return }
                    // What is next for it comes at the same moment, and after those that wait already.
                    await scheduler.wait(until: moment, place: 6)
                    order.withLock { $0.append("6") }
                    await scheduler.wait(until: Timestamp(nanoseconds: 9), place: 1)
                    order.withLock { $0.append("past") }
                }
            }
            scheduler.start {
                try? await scheduler.sleep(until: moment)
                order.withLock { $0.append("sleeper") }
            }
        }
        #expect(order.withLock { $0 } == ["sleeper", "3", "5", "6", "past", "7", "\(UInt64.max)", "deadline"])
    }

    @Test func `children, async let and actors stay on the thread`() throws {
        actor Counter {
            var count = 0
            func add() -> Int {
                count += 1
                return count
            }
        }
        let total = Mutex(0)
        try scheduler.run { [scheduler] in
            let counter = Counter()
            async let one = counter.add()
            async let two = counter.add()
            let sum = await one + two
            let group = await withTaskGroup(of: Int.self) { group in
                for second in 1...3 {
                    group.addTask {
                        try? await scheduler.sleep(for: .seconds(second))
                        return await counter.add()
                    }
                }
                return await group.reduce(0, +)
            }
            total.withLock { $0 = sum + group }
        }
        #expect(total.withLock { $0 } == 15)
        #expect(scheduler.now == Timestamp(microseconds: 3_000_000))
    }

    @Test(arguments: [
        ("work before the deadline is in time", 9, "finished", 9),
        ("work at the very deadline is in time", 10, "finished", 10),
        ("work after the deadline is cut off at the deadline", 11, "deadline", 10),
    ])
    func `a deadline is hard`(row: (name: String, work: Int, outcome: String, at: Int)) throws {
        let journal = Journal()
        try scheduler.run { [scheduler] in
            let outcome = await scheduler.run(by: Timestamp(microseconds: 10_000_000), late: { _ in }) {
                try? await scheduler.sleep(for: .seconds(row.work))
            }
            switch outcome {
            case .finished: journal.add("finished")
            case .deadlineReached: journal.add("deadline")
            case .cancelled: journal.add("cancelled")
            }
            journal.add("\(scheduler.now.nanoseconds / 1_000_000_000)")
        }
        #expect(journal.all == [row.outcome, "\(row.at)"], "\(row.name)")
    }

    @Test func `the deadline holds when the work ignores its cancellation, and the late result is handed over`() throws
    {
        let journal = Journal()
        try scheduler.run { [scheduler] in
            let outcome = await scheduler.run(
                by: Timestamp(microseconds: 5_000_000), late: { (value: Int) in journal.add("late \(value)") }
            ) {
                for _ in 1...20 { await uncancellableSecond(on: scheduler) }
                return 7
            }
            if case .deadlineReached = outcome { journal.add("answered at \(scheduler.now.microseconds)") }
        }
        #expect(journal.all == ["answered at 5000000", "late 7"])
        #expect(scheduler.now == Timestamp(microseconds: 20_000_000))
    }

    @Test func `the caller's cancellation beats a result of the same moment`() throws {
        let journal = Journal()
        try scheduler.run { [scheduler] in
            let request = scheduler.start {
                let outcome = await scheduler.run(by: .init(microseconds: 9_000_000), late: { _ in }) {
                    try? await scheduler.sleep(for: .seconds(5))
                }
                if case .cancelled = outcome { journal.add("cancelled at \(scheduler.now.microseconds)") }
            }
            try? await scheduler.sleep(for: .seconds(5))
            request.cancel()
        }
        #expect(journal.all == ["cancelled at 5000000"])
    }

    @Test func `a task that waits for ever is reported, not waited for`() {
        #expect(throws: StalledSimulation.self) {
            try scheduler.run {
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
    }

    @Test func `a plain task that leaves the simulation traps`() async {
        await #expect(processExitsWith: .failure) {
            let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
            try scheduler.run {
                await Task {}.value
            }
        }
    }

    @Test func `a detached task traps`() async {
        await #expect(processExitsWith: .failure) {
            let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
            try scheduler.run {
                await Task.detached {}.value
            }
        }
    }

    @Test func `a job that arrives from another thread traps`() async {
        await #expect(processExitsWith: .failure) {
            let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
            try scheduler.run {
                spawnFromAnotherThread(on: scheduler)
            }
        }
    }

    @Test func `an exit test passes when nothing leaves`() async {
        await #expect(processExitsWith: .success) {
            let scheduler = SimulatedScheduler(start: Timestamp(nanoseconds: 0))
            try scheduler.run {
                try? await scheduler.sleep(for: .seconds(1))
            }
        }
    }
}

/// A second that can't be cut short.
private func uncancellableSecond(on scheduler: SimulatedScheduler) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
        scheduler.spawn {
            try? await scheduler.sleep(for: .seconds(1))
            continuation.resume()
        }
    }
}

/// Starts a lane from a thread of its own and waits, the simulation still running, until that has happened.
private func spawnFromAnotherThread(on scheduler: SimulatedScheduler) {
    let hasSpawned = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        scheduler.spawn {}
        hasSpawned.signal()
    }
    _ = hasSpawned.wait(timeout: .now() + 10)
}
