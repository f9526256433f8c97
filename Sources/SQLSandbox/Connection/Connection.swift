import CSQLite
import ToolRouter

/// One hardened, read-only connection to one database file, with the statements it has compiled. Use it only while its
/// lock is held, or on the thread it belongs to.
final class Connection {
    /// The connection's clock.
    let clock = ClockVFS()
    /// The judge of what a statement touches.
    let authorizer: Authorizer
    /// The judge of what a statement spends.
    let meter: ExecutionMeter
    /// The number that changes with the schema.
    private(set) var schemaCookie: Int64?
    /// Whether the last transaction could begin, so that the schema is what the database had then.
    private(set) var hasPresentSchema = false

    /// Whether the system has ever had no memory for it.
    private(set) var lackedMemory = false

    /// The longest text that is judged, in bytes.
    let maximumText: Int
    /// The longest value that a statement may read or make, in bytes.
    let maximumValue: Int
    /// The layers of the guard; all of them but in a test.
    let layers: GuardLayers

    private let path: String
    private let isSnapshot: Bool
    private let deniedColumns: [SQLName: Set<SQLName>]
    /// The file that is open, looked up before it was opened: one that is replaced in between is opened again.
    let file: FileIdentity?
    /// What the lane says that it belongs to, if it does.
    private let control: LaneControl?
    private var compiled: CompiledStatements
    private var isReading = false
    private var isInUTF16 = false
    private var snapshotVersion: DataVersion?
    private let database: OpaquePointer
    private var bookkeeping: [OpaquePointer] = []

    /// The sandbox's own statements.
    private enum Bookkeeping: Int, CaseIterable {
        case begin, commit, schemaCookie
        /// Runs as long as another statement is being stepped, see `stepping`.
        case companion

        var sql: String {
            switch self {
            case .begin: "BEGIN"
            case .commit: "COMMIT"
            case .schemaCookie: "PRAGMA main.schema_version"
            case .companion: "SELECT 1"
            }
        }
    }

    /// Opens the database, hardens the connection and reads the schema.
    init(_ opening: Opening, control: LaneControl?) throws(SandboxError) {
        StatementMemory.requireCounting()
        let policy = opening.policy
        path = opening.path
        file = FileIdentity(at: path)
        try DatabaseFile.inspect(path)
        isSnapshot = opening.isSnapshot
        deniedColumns = policy.deniedColumnNames
        layers = opening.layers
        maximumText = policy.limits.statementBytes
        maximumValue = policy.limits.valueBytes
        compiled = CompiledStatements(capacity: opening.compiledStatements)
        self.control = control
        authorizer = Authorizer(policy, isOn: layers.contains(.authorizer))
        meter = ExecutionMeter(
            policy.budget, control: control, watch: opening.watch, monotonicNow: opening.monotonicNow)

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
            if layers.contains(.hardening) {
                try Hardening.apply(to: database, policy)
            }
            authorizer.install(on: database)
            meter.install(on: database)
            control?.install(on: database)
            StatementMemory.begin(upTo: Hardening.runningMemory)
            defer { StatementMemory.end() }
            meter.beginReadingSchema()
            for statement in Bookkeeping.allCases {
                guard let handle = try prepare(Array(statement.sql.utf8)[...]).handle else { continue }
                bookkeeping.append(handle)
            }
            try beginReading()
            // "Database File Format", section 1.3.13.
            isInUTF16 = (OpenFile(of: database)?.header).map { $0[59] > 1 } ?? false
            endReading()
        } catch {
            if error.primaryCode == SQLITE_NOTADB, OpenFile(of: database)?.looksEncrypted == true {
                throw SandboxError(
                    path, .encrypted, "this is no SQLite database; it looks encrypted",
                    remedy: "serve a decrypted copy")
            }
            if meter.stop == .operations {
                throw SandboxError(
                    path, .corrupt, "the database is damaged: reading its schema does not end", remedy: "restore it")
            }
            throw SandboxError(path, error)
        }
        try requireDeniedColumns(in: authorizer.catalogue)
        if OpenFile(of: database)?.isCutOff == true {
            throw SandboxError(
                path, .corrupt, "the database is damaged: it ends in the middle of a page", remedy: "restore it")
        }
    }

    deinit {
        compiled.removeAll()
        for handle in bookkeeping { sqlite3_finalize(handle) }
        let code = sqlite3_close(database)
        precondition(code == SQLITE_OK, "the connection to \(path) cannot be closed: \(code)")
    }

    /// A denied column with a spelling mistake would protect nothing.
    private func requireDeniedColumns(in catalogue: Catalogue) throws(SandboxError) {
        for (name, columns) in deniedColumns.sorted(by: { $0.key < $1.key }) {
            guard let table = catalogue.tables[name] else { continue }
            guard !table.isView else {
                throw SandboxError(
                    path, .policy, "\(table.name), some columns of which are denied, is a view",
                    remedy: "deny the columns of the tables that it reads, or the whole view")
            }
            let present = Set(table.columns.map { SQLName($0) })
            guard let missing = columns.sorted().first(where: { !present.contains($0) }) else { continue }
            throw SandboxError(
                path, .policy, "\(table.name) has no column \(missing.text), which is denied",
                remedy: "its columns are " + table.columns.joined(separator: ", "))
        }
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

    /// Judges the program that the first statement of `text` compiles to, with the schema and the settings of now.
    ///
    /// SQLite lists a program without running it. The layer that the authorizer is has no part in this.
    func audit(_ text: ArraySlice<UInt8>) throws(BytecodeAudit.Failure) -> BytecodeAudit.ReadSet {
        authorizer.isTrusted = true
        defer { authorizer.isTrusted = false }
        let listing: OpaquePointer?
        do throws(EngineError) {
            // A semicolon may stand before the statement, but not between EXPLAIN and it.
            listing = try prepare((Array(Hardening.listingPrefix.utf8) + ScriptText.withoutBlanks(text))[...]).handle
        } catch {
            throw .engine(error)
        }
        defer { sqlite3_finalize(listing) }
        guard let listing, sqlite3_stmt_isexplain(listing) == 1 else {
            throw .engine(EngineError(code: SQLITE_ERROR, message: "the statement has no listing"))
        }
        return try BytecodeAudit.judge(listing, of: text, on: self)
    }

    /// Does `body`, which compiles or steps a statement written by others, in one read transaction: the schema that
    /// the authorizer knows and the schema that the statement meets are the same.
    ///
    /// - Parameter byLastSchema: does it without a transaction when a writer has locked the database or not cleaned up:
    ///   compiling needs no more than the schema that was read last. Whoever runs the statement compares the schemas.
    func judging<Result, Failure: Error>(
        at now: Timestamp, byLastSchema: Bool = false, orElse failure: (EngineError) -> Failure,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        clock.set(to: now)
        do throws(EngineError) {
            try beginReading()
        } catch {
            guard byLastSchema, [SQLITE_BUSY, SQLITE_READONLY].contains(error.primaryCode) else { throw failure(error) }
        }
        defer { endReading() }
        beginJudging()
        return try body()
    }

    /// What is compiled or stepped from here on is one statement written by others.
    private func beginJudging() {
        authorizer.begin()
        meter.startClock()
        countMemory(upTo: Hardening.judgingMemory)
    }

    /// What SQLite takes from here on is a new account's.
    private func countMemory(upTo limit: Int64) {
        if case .system? = StatementMemory.shortage { lackedMemory = true }
        StatementMemory.begin(upTo: limit)
    }

    /// The statement as this connection has compiled it under the present schema. One that it has not is judged first,
    /// like any other text. Call it while `judging`.
    func compile(_ statement: ApprovedStatement) throws(SQLFailure) -> CompiledStatement {
        if let known = compiled.find(statement, schemaCookie: schemaCookie) {
            countMemory(upTo: Hardening.runningMemory)
            return known
        }
        let judged: CompiledStatement
        do throws(SQLRefusal) {
            judged = try StatementGuard.judge(statement.sql, on: self)
        } catch {
            if error.mayPass { releaseMemory() }
            throw SQLFailure(changedSince: error)
        }
        keep(judged, for: statement)
        beginJudging()
        // What compiling took is not the run's: it may be there already.
        countMemory(upTo: Hardening.runningMemory)
        return judged
    }

    /// Keeps a compiled statement for later runs, up to a bound.
    ///
    /// Where texts are kept in UTF-16, a statement's first run converts its constants for all that follow: with long ones it
    /// would cost more than those, so that each run is to be a first one.
    func keep(_ judged: CompiledStatement, for statement: ApprovedStatement) {
        if isInUTF16, judged.blocks.longestConstant > Hardening.freeConstant { return }
        compiled.keep(judged, for: statement)
    }

    /// Lets go of what it has compiled, since memory has run out.
    func releaseMemory() {
        compiled.removeAll()
    }

    /// Whether nobody waits any more for what the connection does.
    var isCancelled: Bool { control?.isCancelled ?? Task.isCancelled }

    /// Does `body`, which steps `statement`, metered, and so that the lane's canceller can interrupt it at any moment. Returns
    /// nil when nobody waits for it any more.
    func stepping<Result>(
        _ statement: CompiledStatement, _ body: () throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result? {
        guard let control else { return try metering(statement, body) }
        // SQLite forgets an interrupt when a statement begins while no other runs: one that came just before would be
        // lost. So another runs.
        let companion = bookkeeping[Bookkeeping.companion.rawValue]
        // Its operations must not count for the progress handler.
        _ = sqlite3_stmt_status(companion, SQLITE_STMTSTATUS_VM_STEP, 1)
        sqlite3_step(companion)
        defer { sqlite3_reset(companion) }
        return try control.stepping(database) { () throws(SQLFailure) in try metering(statement, body) }
    }

    private func metering<Result>(
        _ statement: CompiledStatement, _ body: () throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result {
        meter.begin(statement.blocks)
        defer { meter.end() }
        return try body()
    }

    /// The error of the last call.
    func error(_ code: Int32) -> EngineError {
        EngineError(code: code, of: database)
    }

    /// Whether the file that is open still lies at its path. A snapshot does not look.
    var isPresent: Bool { isSnapshot || FileIdentity(at: path) == file }

    /// Learns the present schema; when the database can't be read now, the last one stays.
    func lookAtSchema() {
        if (try? beginReading()) != nil { endReading() }
    }

    /// What identifies the present content of the file, see `DataVersion`.
    func dataVersion() throws(SQLFailure) -> DataVersion {
        do throws(EngineError) {
            try beginReading()
            defer { endReading() }
            if let snapshotVersion { return snapshotVersion }
            return try versionInTransaction()
        } catch {
            throw SQLFailure(error)
        }
    }

    private func versionInTransaction() throws(EngineError) -> DataVersion {
        guard let schemaCookie, let file = OpenFile(of: database), let header = file.header else {
            throw EngineError(code: SQLITE_IOERR, message: "the header of the database cannot be read")
        }
        return DataVersion(
            schemaCookie: schemaCookie, header: header, writeAheadLog: file.writeAheadLogState,
            file: isSnapshot ? nil : DatabaseFile.state(path))
    }

    /// A snapshot that has to begin anew goes on if nothing was written meanwhile.
    private func requireSnapshot() throws(EngineError) {
        guard isSnapshot else { return }
        let version = try versionInTransaction()
        guard snapshotVersion == nil || snapshotVersion == version else {
            throw EngineError(code: SQLITE_IOERR, message: "the database was written to since the snapshot")
        }
        snapshotVersion = version
    }

    /// Begins a read transaction and learns the schema when it is a new one.
    private func beginReading() throws(EngineError) {
        authorizer.isTrusted = true
        StatementMemory.begin(upTo: Hardening.runningMemory)
        // SQLite ends the transaction of a snapshot when memory runs out, or a read fails.
        if isReading, sqlite3_get_autocommit(database) == 0 { return }
        isReading = false
        hasPresentSchema = false
        try step(.begin)
        isReading = isSnapshot
        do throws(EngineError) {
            var cookie: Int64?
            try step(.schemaCookie) { cookie = sqlite3_column_int64($0, 0) }
            // SQLite finds journals and logs by name. Those of a new file must not be taken for those of the old one.
            guard isPresent else {
                throw EngineError(code: SQLITE_CANTOPEN, message: "the file has been replaced")
            }
            if cookie != schemaCookie {
                meter.beginReadingSchema()
                defer { meter.end() }
                authorizer.catalogue = try CatalogueReader(
                    query: { (sql, row) throws(EngineError) in try self.query(sql, row) }, denied: deniedColumns
                ).read()
                schemaCookie = cookie
            }
            try requireSnapshot()
            hasPresentSchema = true
        } catch {
            isReading = false
            endReading()
            throw error
        }
    }

    private func endReading() {
        if case .system? = StatementMemory.shortage { lackedMemory = true }
        StatementMemory.end()
        authorizer.isTrusted = true
        if isReading { return }
        try? step(.commit)
        precondition(sqlite3_get_autocommit(database) != 0, "a read transaction on \(path) did not end")
    }

    private func step(_ statement: Bookkeeping, _ row: (OpaquePointer) -> Void = { _ in }) throws(EngineError) {
        let handle = bookkeeping[statement.rawValue]
        defer { sqlite3_reset(handle) }
        try rows(of: handle, row)
    }

    private func query(_ sql: String, _ row: (OpaquePointer) -> Void) throws(EngineError) {
        guard let handle = try prepare(Array(sql.utf8)[...]).handle else { return }
        defer { sqlite3_finalize(handle) }
        try rows(of: handle, row)
    }

    private func rows(of handle: OpaquePointer, _ row: (OpaquePointer) -> Void) throws(EngineError) {
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
