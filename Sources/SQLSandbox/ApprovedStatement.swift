import CSQLite

/// A statement that a sandbox has judged and that the same sandbox may run, as often as one likes.
///
/// Only `Sandbox.approve` makes one, so whoever holds one knows that the guard has said yes.
package final class ApprovedStatement: Sendable {
    /// The text as it was given.
    package let sql: String
    /// The names of the columns, in order.
    package let columns: [String]
    /// The tables and views the statement reads, as the schema writes them, sorted.
    package let tables: [String]
    /// The columns it reads in any position, as `table.column`, sorted: what the authorizer was told, and what the
    /// program reads beyond that, such as the keys of `USING` and `NATURAL` joins and the numbers of rows.
    package let readColumns: [String]
    /// The functions the statement calls, lower-case, sorted.
    package let functions: [String]
    /// Whether the statement may ask for the present, so that its result can change while the data does not.
    package let readsClock: Bool

    /// What the statement compiles to.
    package let program: ProgramFingerprint?

    /// The number of the schema it was judged under.
    let schemaCookie: Int64?
    let handle: StatementHandle
    let connection: SharedConnection

    init(sql: String, judged: StatementGuard.Judged, schemaCookie: Int64?, connection: SharedConnection) {
        self.sql = sql
        self.columns = judged.columns
        self.tables = judged.tables
        self.readColumns = judged.readColumns
        self.program = judged.program
        self.schemaCookie = schemaCookie
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
