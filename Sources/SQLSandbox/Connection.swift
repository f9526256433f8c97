import CSQLite
import ToolRouter

/// One hardened, read-only connection to one database file. Use it only while its lock is held.
final class Connection {
    /// The connection's clock.
    let clock = ClockVFS()
    /// The judge of what a statement touches.
    let authorizer: Authorizer
    /// The judge of what a statement spends.
    let meter: ExecutionMeter
    /// The number that changes with the schema.
    private(set) var schemaCookie: Int64?

    private let path: String
    /// Whether the first read transaction is kept open for good.
    private let isSnapshot: Bool
    private var isReading = false
    private var snapshotVersion: DataVersion?
    private let database: OpaquePointer
    private var bookkeeping: [OpaquePointer] = []

    /// The sandbox's own statements.
    private enum Bookkeeping: Int, CaseIterable {
        case begin, commit, schemaCookie, catalogue

        var sql: String {
            switch self {
            case .begin: "BEGIN"
            case .commit: "COMMIT"
            case .schemaCookie: "PRAGMA main.schema_version"
            case .catalogue: "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')"
            }
        }
    }

    /// Opens the database at `path`, hardens the connection and reads the schema.
    init(
        opening path: String, policy: SandboxPolicy, isSnapshot: Bool, monotonicNow: (@Sendable () -> Duration)?
    ) throws(SandboxError) {
        try DatabaseFile.inspect(path)
        self.path = path
        self.isSnapshot = isSnapshot
        authorizer = Authorizer(policy)
        meter = ExecutionMeter(policy.budget, monotonicNow: monotonicNow)

        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, clock.name)
        guard code == SQLITE_OK, let opened else {
            let error = EngineError(code: code, of: opened)
            sqlite3_close(opened)
            // SQLITE_CANTOPEN_SYMLINK, a macro that Swift does not import.
            if code == SQLITE_CANTOPEN | (6 << 8) { throw DatabaseFile.symbolicLink(path) }
            throw SandboxError(path, error)
        }
        database = opened

        do throws(EngineError) {
            try Hardening.apply(to: database, doubleQuotedStrings: policy.doubleQuotedStrings)
            authorizer.install(on: database)
            meter.install(on: database)
            for statement in Bookkeeping.allCases {
                guard let handle = try prepare(Array(statement.sql.utf8)[...]).handle else { continue }
                bookkeeping.append(handle)
            }
            try beginReading()
            endReading()
        } catch {
            if error.primaryCode == SQLITE_NOTADB, OpenFile(of: database)?.looksEncrypted == true {
                throw SandboxError(
                    path, .encrypted, "this is no SQLite database; it looks encrypted",
                    remedy: "serve a decrypted copy")
            }
            throw SandboxError(path, error)
        }
        if OpenFile(of: database)?.isCutOff == true {
            throw SandboxError(
                path, .corrupt, "the database is damaged: it ends in the middle of a page", remedy: "restore it")
        }
    }

    deinit {
        // Approved statements keep their connection alive, so only bookkeeping can be left.
        for handle in bookkeeping { sqlite3_finalize(handle) }
        let code = sqlite3_close(database)
        precondition(code == SQLITE_OK, "the connection to \(path) cannot be closed: \(code)")
    }

    /// Compiles the first statement of `text`. The handle is nil when there is only white space and comments.
    func prepare(_ text: ArraySlice<UInt8>) throws(EngineError) -> (handle: OpaquePointer?, rest: ArraySlice<UInt8>) {
        if text.isEmpty { return (nil, text) }
        var handle: OpaquePointer?
        var consumed = 0
        let code = text.withUnsafeBytes { bytes in
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
            var rest: UnsafePointer<CChar>?
            let flags = UInt32(SQLITE_PREPARE_NO_VTAB)
            let code = sqlite3_prepare_v3(database, start, Int32(bytes.count), flags, &handle, &rest)
            consumed = rest.map { $0 - start } ?? bytes.count
            return code
        }
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
        return (handle, text.dropFirst(consumed))
    }

    /// Does `body`, which compiles or steps a statement written by others, in one read transaction: the schema that
    /// the authorizer knows and the schema that the statement meets are the same.
    func judging<Result, Failure: Error>(
        at now: Timestamp, orElse failure: (EngineError) -> Failure, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        clock.set(to: now)
        do throws(EngineError) {
            try beginReading()
        } catch {
            throw failure(error)
        }
        defer { endReading() }
        authorizer.begin()
        meter.begin()
        return try body()
    }

    /// The error of the last call.
    func error(_ code: Int32) -> EngineError {
        EngineError(code: code, of: database)
    }

    /// The number of the present schema.
    func currentSchema() throws(EngineError) -> Int64? {
        try beginReading()
        endReading()
        return schemaCookie
    }

    /// What identifies the present content of the file, see `DataVersion`.
    func dataVersion() throws(EngineError) -> DataVersion {
        if let snapshotVersion { return snapshotVersion }
        try beginReading()
        defer { endReading() }
        guard let schemaCookie, let file = OpenFile(of: database), let header = file.header else {
            throw EngineError(code: SQLITE_IOERR, message: "the header of the database cannot be read")
        }
        let version = DataVersion(
            schemaCookie: schemaCookie, header: header, writeAheadLog: file.writeAheadLogState,
            modified: DatabaseFile.modified(path))
        if isSnapshot { snapshotVersion = version }
        return version
    }

    /// Begins a read transaction and learns the schema when it is a new one.
    private func beginReading() throws(EngineError) {
        authorizer.isTrusted = true
        if isReading { return }
        try step(.begin)
        isReading = isSnapshot
        do throws(EngineError) {
            var cookie: Int64?
            try step(.schemaCookie) { cookie = sqlite3_column_int64($0, 0) }
            guard cookie != schemaCookie else { return }
            var catalogue: [SQLName: String] = [:]
            try step(.catalogue) { row in
                guard let name = sqlite3_column_text(row, 0) else { return }
                let written = String(cString: name)
                catalogue[SQLName(written)] = written
            }
            authorizer.catalogue = catalogue
            schemaCookie = cookie
        } catch {
            isReading = false
            endReading()
            throw error
        }
    }

    private func endReading() {
        meter.end()
        authorizer.isTrusted = true
        if isReading { return }
        try? step(.commit)
        precondition(sqlite3_get_autocommit(database) != 0, "a read transaction on \(path) did not end")
    }

    private func step(_ statement: Bookkeeping, _ row: (OpaquePointer) -> Void = { _ in }) throws(EngineError) {
        let handle = bookkeeping[statement.rawValue]
        defer { sqlite3_reset(handle) }
        while true {
            let code = sqlite3_step(handle)
            switch code {
            case SQLITE_ROW: row(handle)
            case SQLITE_DONE: return
            default: throw EngineError(code: code, of: database)
            }
        }
    }
}
