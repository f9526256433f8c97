import CSQLite
import Synchronization
package import ToolRouter

/// A hardened, read-only connection to one SQLite database that runs exactly those statements it has approved.
///
/// Statements are written by language models and strangers. Nothing of a statement runs before `approve` said yes,
/// and the SQL text is never edited. A sandbox may be shared between tasks; one of them uses it at a time, on its own
/// thread. `SandboxPool` serves many at once.
///
/// Another file that takes the database's place at its path is opened instead, unless this is a snapshot. One that is
/// overwritten in place, which no writer of SQLite does, is opened anew; a snapshot of it gives no answers any more.
///
/// No file is written, with one exception that is SQLite's: to read a database in write-ahead mode it creates the
/// `-shm` and `-wal` files beside it when they are missing; see `UnattendedLog`.
package final class Sandbox: GuardedDatabase {
    /// The version of the SQLite that judges and runs, such as `3.40.1`.
    package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// What statements may touch and spend.
    package let policy: SandboxPolicy
    /// The path of the database.
    package let path: String

    /// Whether the content that statements see stands still, because one read transaction is held all the time.
    private let isSnapshot: Bool
    private let remembersRows: Bool
    private let database: SharedDatabase
    private let judge: Judge
    private let results = Mutex(Memo<ObjectIdentifier, RememberedResult>(bytes: rememberedBytes))

    /// The bytes of rows that are remembered.
    private static let rememberedBytes = 64 << 20
    /// The bytes of statements that stay compiled: some 3,000 usual ones.
    private static let compiledBytes = 32 << 20

    /// What a statement gave; it keeps the statement, whose identity is the key.
    private struct RememberedResult: Sendable {
        let statement: ApprovedStatement
        let result: Result<StatementResult, SQLFailure>

        /// What it takes.
        var bytes: Int {
            switch result {
            case .success(let result): statement.bytes + result.rows.bytes
            case .failure(let failure): statement.bytes + failure.detail.utf8.count
            }
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
    ///   - watch: watches over the runs.
    ///   - monotonicNow: time since any fixed moment; needed by a policy with a time budget, and by no other.
    package convenience init(
        opening path: String, policy: SandboxPolicy, layers: GuardLayers = .all, isSnapshot: Bool = false,
        remembersRows: Bool = false, watch: RunWatch? = nil,
        monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        try self.init(
            Opening(
                path: path, policy: policy, layers: layers, isSnapshot: isSnapshot,
                compiledBytes: Self.compiledBytes, watch: watch, monotonicNow: monotonicNow),
            remembersRows: remembersRows)
    }

    init(_ opening: Opening, remembersRows: Bool = false) throws(SandboxError) {
        policy = opening.policy
        judge = Judge(opening.policy)
        path = opening.path
        isSnapshot = opening.isSnapshot
        self.remembersRows = opening.isSnapshot && remembersRows
        let database = OpenDatabase(opening)
        _ = try DeepStack.run { () throws(SandboxError) in try database.present() }
        judge.sees(database)
        self.database = SharedDatabase(database)
    }

    /// Whether the system has ever had no memory for a statement: what came of it is not the statement's doing.
    package var lackedMemory: Bool { database.withLock { $0.connection?.lackedMemory ?? false } }

    package var mayWait: Bool { false }

    package var dataVersion: DataVersion {
        get throws(SQLFailure) {
            try withConnection { connection throws(SQLFailure) in try connection.dataVersion() }
        }
    }

    /// The tables and views that statements may read, sorted, as the schema of the moment it was opened or last read
    /// writes them.
    package var readableTables: [String] {
        database.withLock { $0.connection?.authorizer.readableTables ?? [] }
    }

    package func readable() throws(SQLFailure) -> [ReadableTable] {
        try database.withLock { database throws(SQLFailure) in
            defer { judge.sees(database) }
            return try database.readable()
        }
    }

    /// The names of all tables and views when the schema was looked at last, whatever statements may read, sorted.
    package var tableNames: [String] {
        database.withLock { $0.connection?.authorizer.catalogue.tables.values.map(\.name).sorted() ?? [] }
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
        if isSnapshot, let known = judge.verdict(underLastSchema: key) { return try known.get() }
        if case .certain(let verdict) = judge.memory(of: key) { return try verdict.get() }
        return try database.withLock { judge.verdict(on: sql, key, with: $0, at: now) }.get()
    }

    /// Runs an approved statement, with `now` as the present that `date('now')` and its like see.
    ///
    /// Over the row or byte budget the result is cut short and says so; over the operation or time budget the run
    /// fails. Traps when another sandbox approved the statement.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> ResultSet {
        try execute(statement, at: now).rows
    }

    /// Runs an approved statement as `run` does, and tells how much of the present its rows depend on.
    package func execute(_ statement: ApprovedStatement, at now: Timestamp) throws(SQLFailure) -> StatementResult {
        try execute(statement, with: [:], at: now)
    }

    /// Runs an approved statement as `run` does, with these values of its parameters, by name without the colon, and tells how
    /// much of the present its rows depend on. Fails where `ApprovedStatement.fault` says something of the values.
    package func execute(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) throws(SQLFailure) -> StatementResult {
        judge.requireApproval(of: statement)
        try statement.requireValues(values)
        if let awaited = AwaitedTrouble.current {
            return try withConnection { connection throws(SQLFailure) in
                try connection.meeting(awaited) { () throws(SQLFailure) in
                    try RowReader.read(statement, with: values, on: connection, at: now)
                }
            }
        }
        // Rows are remembered by their statement alone.
        guard remembersRows, !statement.readsClock, statement.parameters.isEmpty else {
            return try runAfresh(statement, with: values, at: now)
        }
        let key = ObjectIdentifier(statement)
        if let known = results.withLock({ $0.value(for: key) }) { return try known.result.get() }
        let result: Result<StatementResult, SQLFailure>
        do throws(SQLFailure) {
            result = .success(try runAfresh(statement, with: values, at: now))
        } catch {
            // What another process, the caller or the disk caused may be otherwise the next time.
            guard !error.mayPass, [.failed, .tooComplex, .executionBudget].contains(error.code) else { throw error }
            result = .failure(error)
        }
        let remembered = RememberedResult(statement: statement, result: result)
        results.withLock { $0.remember(remembered, for: key, bytes: remembered.bytes) }
        return try result.get()
    }

    private func runAfresh(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) throws(SQLFailure) -> StatementResult {
        try withConnection { connection throws(SQLFailure) in
            try RowReader.read(statement, with: values, on: connection, at: now)
        }
    }

    private func withConnection<Result: Sendable>(
        _ body: (Connection) throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result {
        try database.withLock { database throws(SQLFailure) in
            defer { judge.sees(database) }
            return try database.read(body)
        }
    }
}
