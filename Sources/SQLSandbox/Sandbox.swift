import CSQLite
import Synchronization
package import ToolRouter

/// A hardened, read-only connection to one SQLite database that runs exactly those statements it has approved.
///
/// Statements are written by language models and strangers. Nothing of a statement runs before `approve` said yes,
/// and the SQL text is never edited. A sandbox may be shared between tasks; one of them uses it at a time, on its own
/// thread. `SandboxPool` serves many at once.
///
/// Another file that takes the database's place at its path is opened instead, unless this is a snapshot.
///
/// No file is written, with one exception that is SQLite's: to read a database in write-ahead mode it creates the
/// `-shm` and `-wal` files beside it when they are missing.
package final class Sandbox: GuardedDatabase {
    /// The version of the SQLite that judges and runs, such as `3.40.1`.
    package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// What statements may touch and spend.
    package let policy: SandboxPolicy

    /// Whether the content that statements see stands still, because one read transaction is held all the time.
    private let isSnapshot: Bool
    private let remembersRows: Bool
    private let database: SharedDatabase
    private let approver = Approver()
    private let verdicts = Mutex(Memo<StatementKey, Verdict>(capacity: rememberedVerdicts))
    private let results = Mutex(Memo<ObjectIdentifier, RememberedResult>(capacity: 1_000_000))

    /// Each generation of a memo holds as many; compiled statements are kept as long as their verdicts.
    private static let rememberedVerdicts = 1_000

    /// What was decided about a text under one schema.
    private struct Verdict: Sendable {
        let schema: SeenSchema?
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
    package convenience init(
        opening path: String, policy: SandboxPolicy, layers: GuardLayers = .all, isSnapshot: Bool = false,
        remembersRows: Bool = false,
        monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        try self.init(
            Opening(
                path: path, policy: policy, layers: layers, isSnapshot: isSnapshot,
                compiledStatements: Self.rememberedVerdicts, monotonicNow: monotonicNow),
            remembersRows: remembersRows)
    }

    init(_ opening: Opening, remembersRows: Bool = false) throws(SandboxError) {
        policy = opening.policy
        isSnapshot = opening.isSnapshot
        self.remembersRows = opening.isSnapshot && remembersRows
        let database = OpenDatabase(opening)
        _ = try database.present()
        self.database = SharedDatabase(database)
    }

    /// Whether the system has ever had no memory for a statement: what came of it is not the statement's doing.
    package var lackedMemory: Bool { database.withLock { $0.connection?.lackedMemory ?? false } }

    package var dataVersion: DataVersion {
        get throws(SQLFailure) {
            try withConnection { connection throws(SQLFailure) in
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
        database.withLock { $0.connection?.authorizer.readableTables ?? [] }
    }

    /// Whether the database had a table or view of that name when it was looked at last.
    package func hasTable(_ name: String) -> Bool {
        database.withLock { $0.connection?.authorizer.catalogue.tables[SQLName(name)] != nil }
    }

    /// Judges a text. The approval holds for this sandbox, as long as one likes.
    ///
    /// Verdicts are remembered, up to a bound: an approval as long as `dataVersion`, a run or another text's judging has
    /// not seen another schema, a refusal as long as there is none. A run never trusts an approval of another schema.
    /// While a writer keeps the database locked, the schema that was seen last counts.
    package func approve(_ sql: String, at now: Timestamp) throws(SQLRefusal) -> ApprovedStatement {
        let key = StatementKey(sql)
        let known = verdicts.withLock { $0.value(for: key) }
        if let known, isSnapshot { return try known.result.get() }
        let verdict = try database.withLock { database throws(SQLRefusal) in
            // A run judges again where the schema is another one. What is refused for good reasons may be allowed by now.
            if let known, case .success = known.result, known.schema == database.lastSchema { return known }
            return try database.read(looks: known != nil) { connection throws(SQLRefusal) in
                if let known {
                    connection.lookAtSchema()
                    if known.schema == database.lastSchema { return known }
                }
                let result = try judge(sql, on: connection, at: now)
                return Verdict(schema: database.lastSchema, result: result)
            }
        }
        verdicts.withLock { $0.remember(verdict, for: key) }
        return try verdict.result.get()
    }

    /// The verdict on a text. Throws a refusal that is none: the database can't be read, or memory has run out.
    private func judge(
        _ sql: String, on connection: Connection, at now: Timestamp
    ) throws(SQLRefusal) -> Result<ApprovedStatement, SQLRefusal> {
        do throws(SQLRefusal) {
            let compiled = try StatementGuard.judge(sql, on: connection, at: now)
            let approved = ApprovedStatement(sql, compiled: compiled, by: approver)
            connection.keep(compiled, for: approved)
            return .success(approved)
        } catch {
            if error.mayPass {
                connection.releaseMemory()
                throw error
            }
            return .failure(error)
        }
    }

    /// Traps unless this sandbox approved the statement.
    func requireApproval(of statement: ApprovedStatement) {
        precondition(statement.approver === approver, "another sandbox approved this statement: \(statement.sql)")
    }

    /// Runs an approved statement, with `now` as the present that `date('now')` and its like see.
    ///
    /// Over the row or byte budget the result is cut short and says so; over the operation or time budget the run
    /// fails. Traps when another sandbox approved the statement.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        requireApproval(of: statement)
        guard remembersRows, !statement.readsClock else { return try runAfresh(statement, at: now) }
        let key = ObjectIdentifier(statement)
        if let known = results.withLock({ $0.value(for: key) }) { return try known.result.get() }
        let result: Result<ResultSet, SQLFailure>
        do throws(SQLFailure) {
            result = .success(try runAfresh(statement, at: now))
        } catch {
            // What another process, the caller or the disk caused may be otherwise the next time.
            guard !error.mayPass, error.code == .failed || error.code == .executionBudget else { throw error }
            result = .failure(error)
        }
        let remembered = RememberedResult(statement: statement, result: result)
        results.withLock { $0.remember(remembered, for: key, weight: remembered.weight) }
        return try result.get()
    }

    private func runAfresh(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        try withConnection { connection throws(SQLFailure) in
            try RowReader.read(statement, on: connection, at: now)
        }
    }

    private func withConnection<Result: Sendable>(
        _ body: (Connection) throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result {
        try database.withLock { database throws(SQLFailure) in try database.read(body) }
    }
}
