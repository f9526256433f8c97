import CSQLite
import Synchronization
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

    /// Whether the content that statements see stands still, because one read transaction is held all the time.
    private let isSnapshot: Bool
    private let remembersRows: Bool
    private let connection: SharedConnection
    private let verdicts = Mutex(Memo<StatementKey, Verdict>(capacity: 1_000))
    private let results = Mutex(Memo<ObjectIdentifier, RememberedResult>(capacity: 1_000_000))

    /// What was decided about a text under one schema.
    private struct Verdict: Sendable {
        let schemaCookie: Int64?
        let result: Result<ApprovedStatement, SQLRefusal>
    }

    /// What a statement gave; it keeps the statement, whose identity is the key.
    private struct RememberedResult: Sendable {
        let statement: ApprovedStatement
        let result: Result<ResultSet, SQLFailure>

        /// The values that are kept, and one.
        var weight: Int {
            guard case .success(let rows) = result else { return 1 }
            return 1 + rows.rows.count * max(1, rows.columns.count)
        }
    }

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: an absolute path without symbolic links, to a regular file.
    ///   - policy: what statements may touch and spend.
    ///   - layers: the layers of the guard; only a test leaves one out.
    ///   - isSnapshot: holds one read transaction from the first use on, so that all statements see the same content.
    ///     Meanwhile others can't write to a database without a write-ahead log.
    ///   - remembersRows: runs a statement that does not read the clock once, and answers with the same rows again. Has
    ///     an effect on a snapshot only.
    ///   - monotonicNow: time since any fixed moment; needed by a policy with a time budget, and by no other.
    package init(
        opening path: String, policy: SandboxPolicy, layers: GuardLayers = .all, isSnapshot: Bool = false,
        remembersRows: Bool = false,
        monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        self.policy = policy
        self.isSnapshot = isSnapshot
        self.remembersRows = isSnapshot && remembersRows
        connection = SharedConnection(
            try Connection(
                opening: path, policy: policy, layers: layers, isSnapshot: isSnapshot, monotonicNow: monotonicNow))
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

    /// Whether the database had a table or view of that name when it was looked at last.
    package func hasTable(_ name: String) -> Bool {
        connection.withLock { $0.authorizer.catalogue.tables[SQLName(name)] != nil }
    }

    /// Judges a text. The approval holds for this sandbox, as long as one likes.
    ///
    /// Verdicts are remembered, up to a bound, as long as the schema stays as it is.
    package func approve(_ sql: String, at now: Timestamp) throws(SQLRefusal) -> ApprovedStatement {
        let key = StatementKey(sql)
        let known = verdicts.withLock { $0.value(for: key) }
        if let known, isSnapshot { return try known.result.get() }
        if let known,
            let cookie = try? connection.withLock({ connection throws(EngineError) in
                try connection.currentSchema()
            }), known.schemaCookie == cookie
        {
            return try known.result.get()
        }

        let (result, cookie) = connection.withLock { connection in
            let judged: Result<StatementGuard.Judged, SQLRefusal>
            do throws(SQLRefusal) {
                judged = .success(try StatementGuard.judge(sql, on: connection, at: now))
            } catch {
                judged = .failure(error)
            }
            return (judged, connection.schemaCookie)
        }
        let verdict = Verdict(
            schemaCookie: cookie,
            result: result.map {
                ApprovedStatement(sql: sql, judged: $0, schemaCookie: cookie, connection: connection)
            })
        if case .failure(let refusal) = result, refusal.mayPass { throw refusal }
        verdicts.withLock { $0.remember(verdict, for: key) }
        return try verdict.result.get()
    }

    /// Runs an approved statement, with `now` as the present that `date('now')` and its like see.
    ///
    /// Over the row or byte budget the result is cut short and says so; over the operation or time budget the run
    /// fails. Traps when another sandbox approved the statement.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        precondition(statement.connection === connection, "another sandbox approved this statement: \(statement.sql)")
        guard remembersRows, !statement.readsClock else { return try runAfresh(statement, at: now) }
        let key = ObjectIdentifier(statement)
        if let known = results.withLock({ $0.value(for: key) }) { return try known.result.get() }
        let result: Result<ResultSet, SQLFailure>
        do throws(SQLFailure) {
            result = .success(try runAfresh(statement, at: now))
        } catch {
            // What another process, the caller or the disk caused may be otherwise the next time.
            guard error.code == .failed || error.code == .executionBudget else { throw error }
            result = .failure(error)
        }
        let remembered = RememberedResult(statement: statement, result: result)
        results.withLock { $0.remember(remembered, for: key, weight: remembered.weight) }
        return try result.get()
    }

    private func runAfresh(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        try connection.withLock { connection throws(SQLFailure) in
            try RowReader.read(statement, isSnapshot: isSnapshot, on: connection, at: now)
        }
    }
}
