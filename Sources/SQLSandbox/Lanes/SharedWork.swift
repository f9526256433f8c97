import Synchronization
import ToolRouter

/// Work that any number of callers wait for, each of whom may leave before it is done.
final class SharedWork<Outcome: Sendable>: LaneWork {
    let ticket = LaneTicket()
    private let work: @Sendable (any LaneDatabase) -> Outcome
    private let failed: @Sendable (SQLFailure) -> Outcome
    private let ended: @Sendable (SharedWork) -> Void
    private let state = Mutex(State())

    private struct State {
        var outcome: Outcome?
        var callers: [Int: CheckedContinuation<Outcome?, Never>] = [:]
        var next = 0
    }

    /// - Parameters:
    ///   - work: does it on a lane.
    ///   - failed: the outcome when no lane does it.
    ///   - ended: is called when it is over, before anybody learns the outcome.
    init(
        _ work: @escaping @Sendable (any LaneDatabase) -> Outcome, failed: @escaping @Sendable (SQLFailure) -> Outcome,
        ended: @escaping @Sendable (SharedWork) -> Void
    ) {
        self.work = work
        self.failed = failed
        self.ended = ended
    }

    func outcome(on database: any LaneDatabase) -> Outcome { work(database) }

    func outcome(of failure: SQLFailure) -> Outcome { failed(failure) }

    func end(_ outcome: Outcome) {
        ended(self)
        let callers = state.withLock { state in
            state.outcome = outcome
            defer { state.callers = [:] }
            return state.callers
        }
        for (_, caller) in callers.sorted(by: { $0.key < $1.key }) { caller.resume(returning: outcome) }
    }

    /// The outcome, once there is one; nil as soon as the calling task is cancelled, whatever the lane does.
    func outcome() async -> Outcome? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let known: Outcome?? = state.withLock { state in
                    if let outcome = state.outcome { return .some(outcome) }
                    // Whoever cancels the task after this look finds the caller.
                    if Task.isCancelled { return .some(nil) }
                    state.callers[number] = caller
                    return nil
                }
                if let known { caller.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.callers.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }
}
