import Synchronization

/// The one place where work, its deadline and the caller's cancellation meet: the first verdict counts.
///
/// A task group would wait for work that ignores its cancellation, so the three race through a continuation. Every
/// `Scheduler` builds its `race(by:_:)` on this.
public final class DeadlineRace: Sendable {
    /// Who came first.
    public enum Verdict: Sendable {
        /// The work ended in time.
        case finished
        /// The deadline came first.
        case deadlineReached
        /// The caller was cancelled.
        case cancelled
    }

    private struct State {
        var verdict: Verdict?
        // Unsafe only in that it is not counted how often it is resumed: `settle` takes it out of here once.
        var waiter: UnsafeContinuation<Verdict, Never>?
    }

    private let state = Mutex(State())

    public init() {}

    /// The work has ended; false when that was too late.
    @discardableResult
    public func finish() -> Bool { settle(.finished) }

    /// The deadline has come.
    public func reachDeadline() {
        _ = settle(.deadlineReached)
    }

    /// Whether the work has ended in time.
    public var isFinished: Bool { state.withLock { $0.verdict == .finished } }

    /// Waits for the verdict. The caller's own cancellation beats both others.
    public func verdict() async -> Verdict {
        let verdict = await withTaskCancellationHandler {
            await withUnsafeContinuation { waiter in
                let settled = state.withLock { state in
                    if state.verdict == nil { state.waiter = waiter }
                    return state.verdict
                }
                if let settled { waiter.resume(returning: settled) }
            }
        } onCancel: {
            _ = settle(.cancelled)
        }
        return Task.isCancelled ? .cancelled : verdict
    }

    /// Waits for the verdict on `task`, which is the work, and cancelled when it is left behind.
    public func verdict(on task: Task<Void, Never>) async -> Verdict {
        let verdict = await verdict()
        if verdict != .finished { task.cancel() }
        return verdict
    }

    /// Whether `verdict` is the first.
    private func settle(_ verdict: Verdict) -> Bool {
        let (isFirst, waiter): (Bool, UnsafeContinuation<Verdict, Never>?) = state.withLock { state in
            guard state.verdict == nil else { return (false, nil) }
            state.verdict = verdict
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: verdict)
        return isFirst
    }
}
