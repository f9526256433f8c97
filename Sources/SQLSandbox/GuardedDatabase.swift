package import ToolRouter

/// A database behind the guard: judges statements, and runs exactly those it has approved.
package protocol GuardedDatabase: Sendable {
    /// Whether it is served by other threads, so that a caller may have to wait.
    var mayWait: Bool { get }

    /// Identifies the present content of the database, for the keys of cached answers. Ends soon after its task is
    /// cancelled.
    var dataVersion: DataVersion { get async throws(SQLFailure) }

    /// The tables and views that statements may read, sorted, with the columns of them that they may: 1,000 tables and 10,000
    /// columns at most. Ends soon after its task is cancelled.
    func readable() async throws(SQLFailure) -> [ReadableTable]

    /// Judges a text. The approval holds for this database, as long as one likes. Ends soon after its task is cancelled.
    func approve(_ sql: String, at now: Timestamp) async throws(SQLRefusal) -> ApprovedStatement

    /// Runs an approved statement with these values of its parameters, by name without the colon, and with `now` as the
    /// present that `date('now')` and its like see, and tells how much of that its rows depend on.
    ///
    /// The run fails where `ApprovedStatement.fault` says something of the values: nothing is NULL that nobody has said so.
    /// Over the row or byte budget the result is cut short and says so; over the operation or time budget, or when the
    /// task is cancelled, the run fails.
    func execute(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) async throws(SQLFailure) -> StatementResult
}
