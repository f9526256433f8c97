import Synchronization
import ToolRouter

/// A run of an approved statement on its way through a pool.
final class PendingRun: LaneWork {
    typealias Outcome = Result<StatementResult, SQLFailure>

    let ticket = LaneTicket()
    let statement: ApprovedStatement
    /// The values of its parameters.
    let values: [String: Value]
    /// The present that the statement sees.
    let now: Timestamp

    private let caller = Mutex<CheckedContinuation<Outcome, Never>?>(nil)

    init(_ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp) {
        self.statement = statement
        self.values = values
        self.now = now
    }

    /// Says who waits for the outcome.
    func isAwaited(by caller: CheckedContinuation<Outcome, Never>) {
        self.caller.withLock { $0 = caller }
    }

    func outcome(on database: any LaneDatabase) -> Outcome {
        do throws(SQLFailure) {
            return .success(try database.run(statement, with: values, at: now))
        } catch {
            guard error.code == .busy, ticket.cancellation.isRequested else { return .failure(error) }
            return .failure(SQLFailure(.cancelled, "the task was cancelled while a writer kept the database locked"))
        }
    }

    func outcome(of failure: SQLFailure) -> Outcome { .failure(failure) }

    func end(_ outcome: Outcome) {
        let caller = caller.withLock { caller in
            defer { caller = nil }
            return caller
        }
        caller?.resume(returning: outcome)
    }
}
