/// Time as the router sees it: what the moment is, and how to wait for another.
///
/// The live world waits on the continuous clock; the simulated world moves virtual time. The router knows no other
/// clock and starts no task of its own.
public protocol Scheduler: Sendable {
    /// The moment.
    var now: Timestamp { get }

    /// Waits until `moment`; returns at once when it has passed. Throws when the task is cancelled first.
    func sleep(until moment: Timestamp) async throws(CancellationError)

    /// Runs `work`, but returns by `deadline` whatever `work` does: a hard deadline.
    ///
    /// At the deadline, or when the caller is cancelled, `work` is cancelled and left behind even if it ignores the
    /// cancellation. A result at the very deadline is in time; the caller's own cancellation beats both. A result that
    /// comes too late is handed to `late` and otherwise dropped.
    func run<Success: Sendable>(
        by deadline: Timestamp,
        late: @escaping @Sendable (Success) -> Void,
        _ work: @escaping @Sendable () async -> Success
    ) async -> DeadlineOutcome<Success>

    /// Starts `lane` in the background; lanes are drained at shutdown. The task is there to be cancelled.
    @discardableResult
    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never>
}

extension Scheduler {
    /// Waits for `duration`; throws when the task is cancelled first.
    public func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: now + duration)
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
}
