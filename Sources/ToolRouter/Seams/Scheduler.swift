import Synchronization

/// Time as the router sees it: what the moment is, and how to wait for another.
///
/// The live world waits on the continuous clock; the simulated world moves virtual time. The router knows no other
/// clock and starts no task of its own. It is an object, since everything that waits holds it: a reference costs less to hand on
/// than a value that may be anything.
public protocol Scheduler: AnyObject, Sendable {
    /// The moment.
    var now: Timestamp { get }

    /// Whether `now` goes on as time does, so that nobody sets it. Default: it does. A router counts on by `uptime` where it does not.
    var isSteady: Bool { get }

    /// The time since any fixed moment, by a clock that nobody sets. Default: `now`.
    var uptime: Duration { get }

    /// Waits until `moment`; returns at once when it has passed. Throws when the task is cancelled first.
    func sleep(until moment: Timestamp) async throws(CancellationError)

    /// Starts `work`, which tells the race when it ends, and returns by `deadline` whatever `work` does.
    ///
    /// At the deadline, or when the caller is cancelled, `work` is cancelled and left behind even if it ignores the
    /// cancellation. An end at the very deadline is in time; the caller's own cancellation beats both.
    ///
    /// - Parameter nearby: whether `work` is known never to block its thread, so that it may go on where the caller runs.
    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict

    /// Waits until `race` is decided: somebody has finished it, `deadline` has come, or the caller is cancelled. Nothing is
    /// started and nothing is cancelled: what is waited for runs elsewhere.
    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict

    /// Starts `lane` in the background; lanes are drained at shutdown. The task is there to be cancelled.
    @discardableResult
    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never>
}

extension Scheduler {
    public var isSteady: Bool { true }
    public var uptime: Duration { now - Timestamp(nanoseconds: 0) }

    /// Runs `work`, but returns by `deadline` whatever `work` does: a hard deadline, as `race(by:_:)` has it. A result
    /// that comes too late is handed to `late` and otherwise dropped.
    ///
    /// - Parameter nearby: whether `work` is known never to block its thread, so that it may go on where the caller runs.
    public func run<Success: Sendable>(
        by deadline: Timestamp, nearby: Bool = false,
        late: @escaping @Sendable (Success) -> Void,
        _ work: @escaping @Sendable () async -> Success
    ) async -> DeadlineOutcome<Success> {
        await DeadlineOutcome.of(work, on: self, by: deadline, nearby: nearby, late: late)
    }

    /// Waits for `duration`; throws when the task is cancelled first.
    public func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: now + duration)
    }
}

/// Where the work of a race leaves its result; the first who takes it has it.
private final class Handover<Success: Sendable>: Sendable {
    private let success = Mutex<Success?>(nil)

    func put(_ success: Success) {
        self.success.withLock { $0 = success }
    }

    func take() -> Success? {
        success.withLock { success in
            defer { success = nil }
            return success
        }
    }
}

/// How a run against a deadline ended.
public enum DeadlineOutcome<Success: Sendable>: Sendable {
    /// The work ended in time.
    case finished(Success)
    /// The deadline came first.
    case deadlineReached
    /// The caller was cancelled.
    case cancelled

    /// Runs `work` as `Scheduler.run(by:nearby:late:_:)` does.
    ///
    /// Here, where the type of the result is all that the compiler must know: it makes one for each, which an extension of a protocol
    /// that is called through `any` never gets.
    static func of(
        _ work: @escaping @Sendable () async -> Success, on scheduler: any Scheduler, by deadline: Timestamp,
        nearby: Bool = false, late: @escaping @Sendable (Success) -> Void
    ) async -> DeadlineOutcome {
        let result = Handover<Success>()
        let verdict = await scheduler.race(by: deadline, nearby: nearby) { race in
            result.put(await work())
            if !race.finish(), let tooLate = result.take() { late(tooLate) }
        }
        switch verdict {
        case .finished:
            guard let success = result.take() else { preconditionFailure("a race ended without a result") }
            return .finished(success)
        case .deadlineReached:
            return .deadlineReached
        case .cancelled:
            if let unwanted = result.take() { late(unwanted) }
            return .cancelled
        }
    }
}
