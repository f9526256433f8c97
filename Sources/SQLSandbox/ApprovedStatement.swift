import CSQLite

/// A statement that a sandbox has judged and that the same sandbox may run, as often as one likes.
///
/// Only `Sandbox.approve` makes one, so whoever holds one knows that the guard has said yes.
package final class ApprovedStatement: Sendable {
    /// The text as it was given.
    package let sql: String
    /// The names of the columns, in order.
    package let columns: [String]
    /// The tables and views the authorizer saw the statement read, as the schema writes them, sorted. Tables that a
    /// join reads only through `USING` or `NATURAL` keys may be absent.
    package let tables: [String]
    /// The functions the statement calls, lower-case, sorted.
    package let functions: [String]
    /// Whether the statement may ask for the present, so that its result can change while the data does not.
    package let readsClock: Bool

    let handle: StatementHandle
    let connection: SharedConnection

    init(sql: String, judged: StatementGuard.Judged, connection: SharedConnection) {
        self.sql = sql
        self.columns = judged.columns
        self.tables = judged.tables
        self.functions = judged.functions
        self.readsClock = judged.functions.contains { BuiltinFunctions.clock.contains($0) }
        self.handle = judged.handle
        self.connection = connection
    }

    deinit {
        connection.withLock { [handle] _ in
            _ = sqlite3_finalize(handle.pointer)
        }
    }
}
