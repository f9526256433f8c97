import Synchronization

/// The one place where work, its deadline and the caller's cancellation meet: the first verdict counts.
///
/// A task group would wait for work that ignores its cancellation, so the three race through a continuation. Every
/// `Scheduler` builds its `run(by:late:_:)` on this.
public final class DeadlineRace<Success: Sendable>: Sendable {
    private struct State {
        var isSettled = false
        /// The verdict until its waiter has it; what won must not live as long as the timer that lost.
        var verdict: DeadlineOutcome<Success>?
        var waiter: CheckedContinuation<DeadlineOutcome<Success>, Never>?
    }

    private let state = Mutex(State())
    private let late: @Sendable (Success) -> Void

    /// A race whose late results go to `late`.
    public init(late: @escaping @Sendable (Success) -> Void) {
        self.late = late
    }

    /// The work has ended with `success`.
    public func finish(_ success: Success) {
        if !settle(.finished(success)) { late(success) }
    }

    /// The deadline has come.
    public func reachDeadline() {
        _ = settle(.deadlineReached)
    }

    /// Waits for the verdict; `task` is the work, cancelled when it is left behind.
    public func outcome(of task: Task<Void, Never>) async -> DeadlineOutcome<Success> {
        let verdict = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let settled = state.withLock { state in
                    if !state.isSettled { state.waiter = waiter }
                    defer { state.verdict = nil }
                    return state.verdict
                }
                if let settled { waiter.resume(returning: settled) }
            }
        } onCancel: {
            _ = settle(.cancelled)
        }
        if case .finished = verdict {} else { task.cancel() }
        guard Task.isCancelled else { return verdict }
        if case .finished(let success) = verdict { late(success) }
        return .cancelled
    }

    /// Whether `verdict` is the first.
    private func settle(_ verdict: DeadlineOutcome<Success>) -> Bool {
        typealias Waiter = CheckedContinuation<DeadlineOutcome<Success>, Never>
        let (isFirst, waiter): (Bool, Waiter?) = state.withLock { state in
            guard !state.isSettled else { return (false, nil) }
            state.isSettled = true
            if state.waiter == nil { state.verdict = verdict }
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: verdict)
        return isFirst
    }
}
