import CSQLite
package import ToolRouter

/// A hardened, read-only connection to one SQLite database that runs exactly those statements it has approved.
///
/// Statements are written by language models and strangers. Nothing of a statement runs before `approve` said yes,
/// and the SQL text is never edited. A sandbox may be shared between tasks; one of them uses it at a time.
///
/// No file is written, with one exception that is SQLite's: to read a database in write-ahead mode it creates the
/// `-shm` and `-wal` files beside it when they are missing.
package final class Sandbox: Sendable {
    /// The version of the SQLite that judges and runs, such as `3.40.1`.
    package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// What statements may touch and spend.
    package let policy: SandboxPolicy

    private let connection: SharedConnection

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: an absolute path without symbolic links, to a regular file.
    ///   - policy: what statements may touch and spend.
    ///   - monotonicNow: time since any fixed moment; needed by a policy with a time budget, and by no other.
    package init(
        opening path: String, policy: SandboxPolicy, monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        self.policy = policy
        connection = SharedConnection(
            try Connection(opening: path, policy: policy, monotonicNow: monotonicNow))
    }

    /// Identifies the present content of the database, for the keys of cached answers.
    package var dataVersion: DataVersion {
        get throws(SQLFailure) {
            try connection.withLock { connection throws(SQLFailure) in
                do throws(EngineError) {
                    return try connection.dataVersion()
                } catch {
                    throw SQLFailure(error)
                }
            }
        }
    }

    /// The tables and views that statements may read, sorted, as the schema of the moment it was opened or last read
    /// writes them.
    package var readableTables: [String] {
        connection.withLock { $0.authorizer.readableTables }
    }

    /// Judges a text. The approval holds for this sandbox, as long as one likes.
    package func approve(_ sql: String, at now: Timestamp) throws(SQLRefusal) -> ApprovedStatement {
        let judged = try connection.withLock { connection throws(SQLRefusal) in
            try StatementGuard.judge(sql, on: connection, at: now)
        }
        return ApprovedStatement(sql: sql, judged: judged, connection: connection)
    }

    /// Runs an approved statement, with `now` as the present that `date('now')` and its like see.
    ///
    /// Over the row or byte budget the result is cut short and says so; over the operation or time budget the run
    /// fails. Traps when another sandbox approved the statement.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        precondition(statement.connection === connection, "another sandbox approved this statement: \(statement.sql)")
        return try connection.withLock { connection throws(SQLFailure) in
            try RowReader.read(statement.handle.pointer, on: connection, at: now)
        }
    }
}
