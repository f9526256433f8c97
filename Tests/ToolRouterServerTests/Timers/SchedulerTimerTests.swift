import Foundation
import Synchronization
import Testing
import ToolRouter

@testable import ToolRouterServer

/// What the live scheduler leaves behind of races and sleepers, and how it wakes them.
@Suite(.timeLimit(.minutes(20))) struct SchedulerTimerTests {
    private let scheduler = LiveScheduler()

    /// Ends of a race or a sleep, each an hour before its moment or at it.
    enum End: CaseIterable {
        case raceFinishes, raceIsCancelled, deadlineComes, sleeperWakes, sleeperIsCancelled, sleeperWasCancelled
        case verdictIsThere, verdictComes, verdictIsTheDeadline, verdictIsCancelled
    }

    @Test(arguments: End.allCases)
    func `no timer is left behind`(end: End) async {
        let hour = scheduler.now + .seconds(3_600)
        let soon = scheduler.now + .milliseconds(5)
        switch end {
        case .raceFinishes: _ = await scheduler.run(by: hour, late: { _ in }) {}
        case .deadlineComes: await hang(until: soon)
        case .raceIsCancelled: await cancelOnceSet { await hang(until: hour) }
        case .sleeperWakes: try? await scheduler.sleep(until: soon)
        case .sleeperIsCancelled: await cancelOnceSet { [scheduler] in try? await scheduler.sleep(until: hour) }
        case .sleeperWasCancelled:
            let sleeper = Task { [scheduler] in
                while !Task.isCancelled { await Task.yield() }
                try? await scheduler.sleep(until: hour)
            }
            sleeper.cancel()
            await sleeper.value
        case .verdictIsThere:
            let race = DeadlineRace()
            race.finish()
            #expect(await scheduler.verdict(of: race, by: hour) == .finished)
        case .verdictComes:
            let race = DeadlineRace()
            async let verdict = scheduler.verdict(of: race, by: hour)
            await waitUntil { scheduler.timerCount > 0 }
            race.finish()
            #expect(await verdict == .finished)
        case .verdictIsTheDeadline:
            #expect(await scheduler.verdict(of: DeadlineRace(), by: soon) == .deadlineReached)
            #expect(scheduler.now > soon)
        case .verdictIsCancelled:
            await cancelOnceSet { [scheduler] in
                #expect(await scheduler.verdict(of: DeadlineRace(), by: hour) == .cancelled)
            }
        }
        #expect(scheduler.timerCount == 0)
    }

    /// A race whose work hears of its cancellation, and of nothing else.
    private func hang(until deadline: Timestamp) async {
        let outcome = await scheduler.run(by: deadline, late: { _ in }) {
            let stream = AsyncStream<Never> { _ in }
            for await _ in stream {}
        }
        if case .finished = outcome { Issue.record("nothing ends the work but its deadline") }
    }

    private func cancelOnceSet(_ wait: @escaping @Sendable () async -> Void) async {
        let task = Task { await wait() }
        await waitUntil { scheduler.timerCount > 0 }
        task.cancel()
        await task.value
    }

    /// Until `condition` is true, or the time limit is over.
    private func waitUntil(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { await Task.yield() }
    }

    @Test func `a cancelled sleeper says so, whenever it was cancelled`() async {
        for isEarly in [true, false] {
            let sleeper = Task { [scheduler] in
                while isEarly, !Task.isCancelled { await Task.yield() }
                do throws(CancellationError) {
                    try await scheduler.sleep(for: .seconds(3_600))
                    return false
                } catch {
                    return true
                }
            }
            if !isEarly { await waitUntil { scheduler.timerCount > 0 } }
            sleeper.cancel()
            #expect(await sleeper.value)
        }
    }

    @Test(arguments: [
        ("just now", Timestamp(nanoseconds: 1)), ("the first moment there is", Timestamp(nanoseconds: .min)),
    ])
    func `a moment that has passed is not waited for`(row: (name: String, moment: Timestamp)) async throws {
        let moment = row.name == "just now" ? scheduler.now : row.moment
        try await scheduler.sleep(until: moment)
        await hang(until: moment)
        #expect(scheduler.timerCount == 0)
    }

    @Test func `nothing is due at the last moment there is, and nothing overflows`() async {
        let last = Timestamp(nanoseconds: .max)
        let outcome = await scheduler.run(by: last, late: { _ in }) { [scheduler] in
            // The thread waits for the last moment, and is woken for this one.
            try? await scheduler.sleep(for: .milliseconds(5))
            return 7
        }
        guard case .finished(7) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        await cancelOnceSet { [scheduler] in try? await scheduler.sleep(until: last) }
        #expect(scheduler.timerCount == 0)
    }

    @Test func `sleepers and races of many threads all end as they have to`() async {
        let ends = await withTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask { [scheduler] in await Self.end(number, scheduler) }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(ends == ["finished": 500, "deadline": 500, "woken": 500, "cancelled": 500])
        // Work that was left behind is asleep until it hears of that.
        await waitUntil { scheduler.timerCount == 0 }
        #expect(scheduler.timerCount == 0)
    }

    private static func end(_ number: Int, _ scheduler: LiveScheduler) async -> String {
        let soon = scheduler.now + .microseconds(Int64(number * 7 % 5_000))
        switch number % 4 {
        case 0:
            let outcome = await scheduler.run(by: soon + .seconds(3_600), late: { _ in }) { number }
            if case .finished(number) = outcome { return "finished" }
        case 1:
            let outcome = await scheduler.run(by: soon, late: { _ in }) {
                try? await scheduler.sleep(until: soon + .seconds(3_600))
            }
            if case .deadlineReached = outcome { return "deadline" }
        case 2:
            guard (try? await scheduler.sleep(until: soon)) != nil else { break }
            if scheduler.now >= soon { return "woken" }
        default:
            let sleeper = Task { (try? await scheduler.sleep(until: soon + .seconds(3_600))) == nil }
            sleeper.cancel()
            if await sleeper.value { return "cancelled" }
        }
        return "otherwise"
    }

    @Test func `work that waits for nothing is done on the caller's thread`() async {
        let threads = Mutex<[pthread_t]>([])
        threads.withLock { $0.append(pthread_self()) }
        let outcome = await scheduler.run(by: scheduler.now + .seconds(3_600), late: { _ in }) {
            threads.withLock { $0.append(pthread_self()) }
        }
        guard case .finished = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(threads.withLock { $0.count == 2 && $0[0] == $0[1] })
    }

    @Test func `who is cancelled is told so, though the work had ended at once`() async {
        let late = Mutex(0)
        let caller = Task { [scheduler] in
            while !Task.isCancelled { await Task.yield() }
            return await scheduler.run(by: scheduler.now + .seconds(3_600), late: { _ in late.withLock { $0 += 1 } }) {}
        }
        caller.cancel()
        guard case .cancelled = await caller.value else {
            Issue.record("the work's end came first")
            return
        }
        #expect(late.withLock { $0 } == 1)
        #expect(scheduler.timerCount == 0)
    }

    /// On one core Swift has one thread, and nobody gets away from work that blocks it.
    @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "needs two cores"))
    func `work that blocks its thread is left behind, too`() async {
        let gate = DispatchSemaphore(value: 0)
        let isOpen = Mutex(false)
        let outcome = await scheduler.run(by: scheduler.now + .milliseconds(20), late: { _ in }) {
            // Up to its first wait it is the caller's own.
            await Task.yield()
            Self.block(on: gate)
            isOpen.withLock { $0 = true }
        }
        guard case .deadlineReached = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(isOpen.withLock { $0 } == false)
        gate.signal()
    }

    /// Far longer than other tests may keep this one from going on; it ends all the same where nobody gets away.
    private static func block(on gate: DispatchSemaphore) {
        _ = gate.wait(timeout: .now() + 1_200)
    }

    @Test func `the thread ends with its scheduler`() async {
        weak var timers: TimerThread?
        do {
            let scheduler = LiveScheduler()
            timers = scheduler.timers
            try? await scheduler.sleep(for: .milliseconds(1))
        }
        // The thread holds it to its end.
        await waitUntil { timers == nil }
        #expect(timers == nil)
    }
}
