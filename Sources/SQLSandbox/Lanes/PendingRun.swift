import Synchronization
import ToolRouter

/// A run on its way through a pool: it waits, a lane runs it or it leaves, and it ends once.
final class PendingRun: Sendable {
    typealias Outcome = Result<ResultSet, SQLFailure>

    let statement: ApprovedStatement
    /// The present that the statement sees.
    let now: Timestamp
    /// Asks it to end.
    let cancellation = Cancellation()
    /// Its place in the line while it waits. Belongs to the queue.
    let place = Mutex<Int?>(nil)

    private let caller = Mutex<CheckedContinuation<Outcome, Never>?>(nil)

    init(_ statement: ApprovedStatement, at now: Timestamp) {
        self.statement = statement
        self.now = now
    }

    /// Says who waits for the outcome.
    func isAwaited(by caller: CheckedContinuation<Outcome, Never>) {
        self.caller.withLock { $0 = caller }
    }

    /// Hands the outcome to whoever waits for it.
    func end(_ outcome: Outcome) {
        let caller = caller.withLock { caller in
            defer { caller = nil }
            return caller
        }
        caller?.resume(returning: outcome)
    }
}
