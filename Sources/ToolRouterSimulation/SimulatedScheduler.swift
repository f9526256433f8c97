import DequeModule
import HeapModule
import Synchronization
package import ToolRouter

/// Virtual time on one thread: every job runs in the order it arrived, and when nothing can run, time jumps to the
/// earliest timer.
///
/// Requests run as ordinary Swift tasks that prefer this executor, so child tasks, `async let`, default actors and
/// continuations all stay on the thread. Work that would leave it (a plain `Task {}`, `Task.detached`, `Task.sleep`)
/// traps, and so does a job that arrives from another thread: either would make two runs differ.
package final class SimulatedScheduler: TaskExecutor, Scheduler, @unchecked Sendable {
    // Everything below is touched by the simulation's thread alone; `enqueue` traps for any other. Nothing in here calls what
    // could touch it a second time meanwhile, so that Swift need not watch over that either: it would at each of a request's jobs.
    @exclusivity(unchecked) private var jobs = Deque<UnownedJob>()
    @exclusivity(unchecked) private var timers = Heap<SimulatedTimer>()
    @exclusivity(unchecked) private var timersSet: UInt64 = 0
    @exclusivity(unchecked) private var clock: Timestamp
    private let thread = SimulationThread()

    /// A simulation whose virtual time begins at `start`.
    package init(start: Timestamp) {
        self.clock = start
    }

    /// The virtual moment.
    package var now: Timestamp { clock }

    /// Runs `body`, and all it starts, to the end on the calling thread.
    ///
    /// - Throws: `StalledSimulation` when nothing can run and no timer is set, yet `body` has not ended.
    package func run(_ body: @escaping @Sendable () async -> Void) throws(StalledSimulation) {
        thread.enter()
        defer { thread.leave() }
        let hasEnded = Mutex(false)
        start {
            await body()
            hasEnded.withLock { $0 = true }
        }
        repeat {
            while let job = jobs.popFirst() {
                job.runSynchronously(on: asUnownedTaskExecutor())
            }
        } while fireNextTimer()
        guard hasEnded.withLock({ $0 }) else { throw StalledSimulation(at: clock) }
    }

    /// Starts a task of the simulation; a request is one. Many requests in one task group would cost O(n) each.
    @discardableResult
    package func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: self) { await work() }
    }

    // MARK: Scheduler

    package func sleep(until moment: Timestamp) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        guard moment > now else { return }
        let sleeper = Sleeper()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard sleeper.wait(with: continuation) else { return }
                setTimer(at: moment, .sleep, sleeper)
            }
        } onCancel: {
            sleeper.wake()
        }
        if Task.isCancelled { throw CancellationError() }
    }

    /// Sleeps until `moment`, also in a task that is cancelled: for what nobody cancels.
    package func pause(until moment: Timestamp) async {
        guard moment > now else { return }
        await rest(until: moment, .sleep)
    }

    /// Waits for a turn: until `moment`, and until all those have gone on that wait for the same moment with a lower `place`.
    /// Goes on at once when the moment is past. A cancelled task waits as well: its turn came when it came.
    package func wait(until moment: Timestamp, place: UInt64) async {
        guard moment >= now else { return }
        await rest(until: moment, .turn, place: place)
    }

    /// Waits for a timer that nothing but its moment ends.
    private func rest(until moment: Timestamp, _ rank: SimulatedTimer.Rank, place: UInt64? = nil) async {
        let sleeper = Sleeper()
        await withUnsafeContinuation { continuation in
            guard sleeper.wait(with: continuation) else { return }
            setTimer(at: moment, rank, sleeper, place: place)
        }
    }

    package func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        let race = DeadlineRace()
        // Work that does not wait for anything ends here, and needs no timer.
        let task = Task.immediate(executorPreference: self) { await work(race) }
        if !race.isFinished { setTimer(at: max(deadline, now), .deadline, race) }
        return await race.verdict(on: task)
    }

    package func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        if !race.isFinished { setTimer(at: max(deadline, now), .deadline, race) }
        return await race.verdict()
    }

    @discardableResult
    package func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        start(lane)
    }

    // MARK: TaskExecutor

    package func enqueue(_ job: consuming ExecutorJob) {
        thread.check()
        jobs.append(UnownedJob(job))
    }

    // MARK: Timers

    private func setTimer(
        at moment: Timestamp, _ rank: SimulatedTimer.Rank, _ target: any TimerTarget, place: UInt64? = nil
    ) {
        thread.check()
        timersSet += 1
        timers.insert(SimulatedTimer(moment: moment, rank: rank, sequence: place ?? timersSet, target: target))
    }

    /// Moves virtual time to the earliest timer and fires it; false when there is none.
    private func fireNextTimer() -> Bool {
        guard let timer = timers.popMin() else { return false }
        clock = max(clock, timer.moment)
        timer.target.timerFired()
        return true
    }
}

/// Nothing can run and no timer is set, yet the simulation has not ended: something waits for what never comes.
package struct StalledSimulation: Error, CustomStringConvertible {
    /// The virtual moment at which nothing more happened.
    package let at: Timestamp

    package var description: String {
        "the simulation stalled at virtual time \(at.microseconds) µs: a task waits for something that never comes"
    }
}
