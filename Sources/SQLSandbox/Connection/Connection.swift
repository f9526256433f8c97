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
    /// The schema that was seen last, as a hash.
    private(set) var schemaDigest: SchemaDigest?
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
    /// Whether the statistics of denied columns might be read, so that none are.
    private let hidesStatistics: Bool
    /// The file that is open, looked up before it was opened: one that is replaced in between is opened again.
    let file: FileIdentity?
    /// Looks whether the file was written to.
    private let watch: SchemaWatch
    /// What it saw when the schema was read or compared last.
    private var sight: SchemaWatch.Sight?
    /// Whether SQLite still goes by what was in the file before somebody overwrote it: the file must be opened anew.
    private var isOverwritten = false
    /// What the lane says that it belongs to, if it does.
    private let control: LaneControl?
    private var compiled: CompiledStatements
    private var isReading = false
    /// What awaits the next statement's run.
    private var awaited: AwaitedTrouble?
    /// Whether a snapshot's transaction has to begin anew, to see whether its content is what it was.
    private var isDoubtful = false
    /// Whether the database keeps texts in UTF-16, and SQLite works with them so.
    private(set) var isInUTF16 = false
    private var snapshotVersion: DataVersion?
    private let database: OpaquePointer
    private var bookkeeping: [OpaquePointer] = []
    /// The full-text tables for which FTS5 has compiled, under the present schema, what it keeps.
    private var warmTables: Set<String> = []

    /// The sandbox's own statements.
    private enum Bookkeeping: Int, CaseIterable {
        case begin, commit, schemaCookie, schemaRows
        /// Runs as long as another statement is being stepped, see `stepping`.
        case companion

        var sql: String {
            switch self {
            case .begin: "BEGIN"
            case .commit: "COMMIT"
            case .schemaCookie: "PRAGMA main.schema_version"
            case .schemaRows: SchemaDigest.Builder.sql
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
        watch = SchemaWatch(path)
        try DatabaseFile.inspect(path)
        isSnapshot = opening.isSnapshot
        deniedColumns = policy.deniedColumnNames
        hidesStatistics = !policy.deniedColumns.isEmpty && opening.layers.contains(.hardening)
        layers = opening.layers
        maximumText = policy.limits.statementBytes
        maximumValue = policy.limits.valueBytes
        compiled = CompiledStatements(bytes: opening.compiledBytes)
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
            if hidesStatistics { UnreadStatistics.install(on: database) }
            if layers.contains(.hardening) {
                try Hardening.apply(to: database, policy)
            }
            authorizer.install(on: database)
            if !hidesStatistics { meter.install(on: database) }
            control?.install(on: database)
            try prepareBookkeeping(through: .schemaCookie)
            try beginReading()
            // "Database File Format", section 1.3.13.
            isInUTF16 = (OpenFile(of: database)?.header).map { $0[59] > 1 } ?? false
            endReading()
        } catch {
            throw Self.trouble(error, of: database, path)
        }
        try requireSoundFile()
        try requireDeniedColumns(in: authorizer.catalogue)
    }

    /// Compiles the sandbox's own statements up to `last`, unless that has been done. The first ones need no schema, so
    /// that SQLite reads it in the first transaction and not before.
    private func prepareBookkeeping(through last: Bookkeeping) throws(EngineError) {
        while bookkeeping.count <= last.rawValue {
            let sql = Bookkeeping.allCases[bookkeeping.count].sql
            guard let handle = try prepare(Array(sql.utf8)[...]).handle else { preconditionFailure(sql) }
            bookkeeping.append(handle)
        }
    }

    /// Why the file can't be opened.
    private static func trouble(_ error: EngineError, of database: OpaquePointer, _ path: String) -> SandboxError {
        if error.primaryCode == SQLITE_NOTADB, OpenFile(of: database)?.looksEncrypted == true {
            return SandboxError(
                path, .encrypted, "this is no SQLite database; it looks encrypted", remedy: "serve a decrypted copy")
        }
        return SandboxError(path, error)
    }

    /// Looks for damage that can be seen at once.
    private func requireSoundFile() throws(SandboxError) {
        guard let file = OpenFile(of: database) else { return }
        var damage: String?
        if file.isCutOff {
            damage = "it ends in the middle of a page"
        } else if file.length + FileState.length(of: path + "-wal") <= FileCheck.largest {
            do throws(EngineError) {
                try readingSchema { () throws(EngineError) in damage = try findDamage() }
            } catch {
                // A long walk through values comes after the structure, which is sound then.
                if error.primaryCode == SQLITE_CORRUPT { throw SandboxError(path, error) }
            }
        }
        guard let damage else { return }
        throw SandboxError(path, .corrupt, "the database is damaged: \(damage)", remedy: "restore it")
    }

    private func findDamage() throws(EngineError) -> String? {
        guard let check = try prepare(Array(FileCheck.sql.utf8)[...]).handle else { return nil }
        defer { sqlite3_finalize(check) }
        switch sqlite3_step(check) {
        case SQLITE_ROW: return FileCheck.damage(check)
        case SQLITE_DONE: return nil
        case let code: throw EngineError(code: code, of: database)
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
            guard !table.isVirtual else {
                throw SandboxError(
                    path, .policy, "\(table.name), some columns of which are denied, is a virtual table",
                    remedy: "deny the whole table: a search finds what any of its columns holds")
            }
            let present = Set(table.columns.map { SQLName($0) })
            guard let missing = columns.sorted().first(where: { !present.contains($0) }) else { continue }
            throw SandboxError(
                path, .policy, "\(table.name) has no column \(missing.text), which is denied",
                remedy: "its columns are " + table.columns.joined(separator: ", "))
        }
    }

    /// Compiles the first statement of `text`. The handle is nil when there is only white space and comments.
    ///
    /// - Parameter virtual: what it reads that modules compute; without any it can read nothing of that kind.
    func prepare(
        _ text: ArraySlice<UInt8>, with virtual: VirtualSources? = nil
    ) throws(EngineError) -> (handle: OpaquePointer?, rest: ArraySlice<UInt8>) {
        if text.isEmpty { return (nil, text) }
        var handle: OpaquePointer?
        var consumed = 0
        let code = text.withUnsafeBytes { bytes in
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
            var rest: UnsafePointer<CChar>?
            let flags = virtual == nil ? UInt32(SQLITE_PREPARE_NO_VTAB) : 0
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
            listing = try prepare(
                (Array(Hardening.listingPrefix.utf8) + ScriptText.withoutBlanks(text))[...],
                with: authorizer.virtualSources
            ).handle
        } catch {
            throw .engine(error)
        }
        defer { sqlite3_finalize(listing) }
        guard let listing, sqlite3_stmt_isexplain(listing) == 1 else {
            throw .engine(EngineError(code: SQLITE_ERROR, message: "the statement has no listing"))
        }
        return try BytecodeAudit.judge(listing, of: text, on: self)
    }

    /// Has the modules read what they keep of `virtual`, so that compiling a statement that reads it asks nothing else of the
    /// authorizer: a module compiles statements of its own when it is first used on a connection.
    func connect<Failure: Error>(_ virtual: VirtualSources, orElse failure: (EngineError) -> Failure) throws(Failure) {
        let wasTrusted = authorizer.isTrusted
        authorizer.isTrusted = true
        defer { authorizer.isTrusted = wasTrusted }
        do throws(EngineError) {
            for probe in virtual.probes {
                sqlite3_finalize(try prepare(Array(probe.sql.utf8)[...], with: virtual).handle)
            }
        } catch {
            throw failure(error)
        }
    }

    /// Has FTS5 compile the statements that it keeps for full-text tables, and read how their indices are built, so that a run
    /// of `statement` spends the same whatever ran before. It may read what it may in the run; what it can't read fails there
    /// as well.
    private func warmUp(_ searched: [String], for statement: CompiledStatement) {
        authorizer.begin()
        authorizer.runModules(of: searched)
        meter.beginOwnWork(OpeningBounds.operations)
        defer { meter.end() }
        for table in searched {
            let isFirst = warmTables.insert(table).inserted
            for sql in isFirst ? FullTextProbe.all(of: table) : [FullTextProbe.search(of: table)] {
                authorizer.isTrusted = true
                let probe = try? prepare(Array(sql.utf8)[...], with: statement.virtual).handle
                authorizer.isTrusted = false
                sqlite3_step(probe)
                sqlite3_finalize(probe)
            }
        }
        // How long a row is FTS5 looks up for `bm25` only, of a row that was found: nobody else knows what finds one.
        // Which row that is depends on the values of parameters.
        if statement.readsFit, !statement.isWarm || !statement.parameters.isEmpty {
            statement.isWarm = true
            sqlite3_step(statement.handle)
            sqlite3_reset(statement.handle)
        }
        // The progress handler is called at multiples of these counters, which FTS5's statements keep from run to run.
        var next = sqlite3_next_stmt(database, nil)
        while let present = next {
            _ = sqlite3_stmt_status(present, SQLITE_STMTSTATUS_VM_STEP, 1)
            next = sqlite3_next_stmt(database, present)
        }
    }

    /// What cursors on virtual tables read that a statement may, by what a listing shows of them. Call it while a listing
    /// that shows them has not been let go of.
    func virtualTables() throws(EngineError) -> [String: VirtualSource] {
        let wasTrusted = authorizer.isTrusted
        authorizer.isTrusted = true
        defer { authorizer.isTrusted = wasTrusted }
        var tables: [String: VirtualSource] = [:]
        let sources = authorizer.allVirtualSources
        for (source, sql) in sources.probes {
            guard let listing = try prepare(Array((Hardening.listingPrefix + sql).utf8)[...], with: sources).handle
            else {
                continue
            }
            defer { sqlite3_finalize(listing) }
            try rows(of: listing) { row in
                guard let name = sqlite3_column_text(row, 1), String(cString: name) == "VOpen",
                    let shown = sqlite3_column_text(row, 5)
                else { return true }
                tables[String(cString: shown)] = source
                return false
            }
        }
        return tables
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
            // A lock is met where a transaction begins.
            if awaited?.trouble == .busy { try beginAnew() }
        } catch {
            guard byLastSchema, [SQLITE_BUSY, SQLITE_READONLY].contains(error.primaryCode) else { throw failure(error) }
        }
        defer { endReading() }
        beginJudging()
        do throws(Failure) {
            let result = try body()
            if hasPresentSchema { try requireUntouched(orElse: failure) }
            return result
        } catch {
            // What failed may have failed because of that.
            if hasPresentSchema { try requireUntouched(orElse: failure) }
            throw error
        }
    }

    /// Does `body`, in which one statement runs, so that the run meets what `awaited` says, if it reads anything.
    func meeting<Result, Failure: Error>(
        _ awaited: AwaitedTrouble, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        self.awaited = awaited
        defer {
            self.awaited = nil
            if awaited.wasMet { forgetPages() }
        }
        return try body()
    }

    /// Ends the transaction of a snapshot, so that no page is in use, and forgets all that was read: a page that was held while it was in
    /// trouble would be there for later statements.
    private func forgetPages() {
        if sqlite3_get_autocommit(database) == 0 { try? step(.commit) }
        isReading = false
        hasPresentSchema = false
        sqlite3_db_release_memory(database)
    }

    /// Does `body`, in which the files are read, in the trouble that awaits it. Nothing that is in memory may hide it; what was read in it
    /// is forgotten by `meeting`, when no page is in use any more.
    private func inTrouble<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard let awaited else { return try body() }
        sqlite3_db_release_memory(database)
        clock.trouble = awaited.trouble
        defer {
            if clock.wasMet { awaited.note() }
            clock.trouble = nil
        }
        return try body()
    }

    /// What is compiled or stepped from here on is one statement written by others.
    private func beginJudging() {
        authorizer.begin()
        meter.startClock()
        if layers.contains(.hardening) {
            sqlite3_limit(database, SQLITE_LIMIT_COLUMN, Int32(Hardening.columns(widest: authorizer.catalogue.widest)))
        }
        countMemory(upTo: Hardening.judgingMemory, inAll: true)
    }

    /// What SQLite takes from here on is a new account's.
    ///
    /// - Parameter inAll: whether what it gives back meanwhile counts, too.
    private func countMemory(upTo limit: Int64, inAll: Bool = false) {
        if case .system? = StatementMemory.shortage { lackedMemory = true }
        StatementMemory.begin(upTo: limit, inAll: inAll)
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
    var isCancelled: Bool { control?.isCancelled ?? DeepStack.callerIsCancelled }

    /// Does `body`, which steps `statement`, metered, and so that the lane's canceller can interrupt it at any moment. Returns
    /// nil when nobody waits for it any more.
    ///
    /// - Parameter longestValue: the bytes of the longest value that its parameters have.
    func stepping<Result>(
        _ statement: CompiledStatement, longestValue: Int, _ body: () throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result? {
        // The schema is known by now, in the transaction that is open.
        if hidesStatistics { meter.install(on: database) }
        defer { if hidesStatistics { UnreadStatistics.install(on: database) } }
        if let virtual = statement.virtual {
            try connect(virtual, orElse: { SQLFailure($0) })
            if !virtual.tables.isEmpty { warmUp(virtual.tables, for: statement) }
            authorizer.begin()
            authorizer.runModules(of: virtual.tables)
            // What warming up took is not the run's.
            countMemory(upTo: Hardening.runningMemory)
        }
        guard let control else { return try metering(statement, longestValue, body) }
        // SQLite forgets an interrupt when a statement begins while no other runs: one that came just before would be
        // lost. So another runs.
        let companion = bookkeeping[Bookkeeping.companion.rawValue]
        // Its operations must not count for the progress handler.
        _ = sqlite3_stmt_status(companion, SQLITE_STMTSTATUS_VM_STEP, 1)
        sqlite3_step(companion)
        defer { sqlite3_reset(companion) }
        return try control.stepping(database) { () throws(SQLFailure) in
            try metering(statement, longestValue, body)
        }
    }

    private func metering<Result>(
        _ statement: CompiledStatement, _ longestValue: Int, _ body: () throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result {
        meter.begin(statement.blocks, longestValue: longestValue)
        defer { meter.end() }
        return try inTrouble(body)
    }

    /// The error of the last call.
    func error(_ code: Int32) -> EngineError {
        EngineError(code: code, of: database)
    }

    /// Whether the file that is open still lies at its path and is what SQLite takes it for. A snapshot does not look.
    var isPresent: Bool { isSnapshot || !isOverwritten && FileIdentity(at: path) == file }

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
    func beginReading() throws(EngineError) {
        authorizer.isTrusted = true
        // Its default: a schema may hold a table that is wider than the last one's.
        sqlite3_limit(database, SQLITE_LIMIT_COLUMN, 2_000)
        StatementMemory.begin(upTo: OpeningBounds.memory)
        // SQLite ends the transaction of a snapshot when memory runs out, or a read fails.
        let isStanding = isReading && sqlite3_get_autocommit(database) == 0
        // Whether somebody has overwritten the file under a snapshot is looked at before anything read of it is used.
        if isStanding, !isOverwritten, !isDoubtful { return }
        isReading = false
        hasPresentSchema = false
        do throws(EngineError) {
            if isSnapshot, isOverwritten { throw Self.overwritten }
            if isStanding { try step(.commit) }
            try step(.begin)
            try readingSchema { () throws(EngineError) in try learnSchema() }
            isReading = isSnapshot
            try requireSnapshot()
            hasPresentSchema = true
        } catch {
            // What SQLite keeps of the content before may not fit what is there now.
            let isLocked = [SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY].contains(error.primaryCode)
            if !isLocked, let sight, let now = watch.look(at: database, expecting: file), now != sight {
                isOverwritten = true
            }
            isReading = false
            endReading()
            throw error
        }
    }

    /// Begins the read transaction once more.
    private func beginAnew() throws(EngineError) {
        guard sqlite3_get_autocommit(database) == 0 else { return }
        try step(.commit)
        isReading = false
        try inTrouble { () throws(EngineError) in try beginReading() }
    }

    /// Learns the schema if the file may have another one than was seen last.
    private func learnSchema() throws(EngineError) {
        var cookie = try readCookie()
        var seen = try look()
        try prepareBookkeeping(through: .companion)
        if let sight, sight == seen, sight.isSettled, cookie == schemaCookie { return }
        if sight != nil {
            // SQLite knows by the counters of the header only that its pages are stale.
            try step(.commit)
            sqlite3_db_release_memory(database)
            try step(.begin)
            cookie = try readCookie()
            seen = try look()
        }
        var bounds = OpeningBounds()
        var builder = SchemaDigest.Builder()
        try step(.schemaRows) { row in
            builder.add(row)
            bounds.judge(builder)
            return bounds.excess == nil
        }
        if let excess = bounds.excess { throw excess }
        let digest = builder.finish(seen.marks.format)
        if cookie != schemaCookie || digest != schemaDigest {
            let isSameFormat = sight.map { $0.marks.format == seen.marks.format } ?? true
            guard schemaCookie == nil || cookie != schemaCookie && isSameFormat else {
                isOverwritten = true
                throw EngineError(code: SQLITE_CANTOPEN, message: "the file has been overwritten")
            }
            compiled.removeAll()
            warmTables.removeAll()
            authorizer.catalogue = try readCatalogue(&bounds)
            schemaCookie = cookie
            schemaDigest = digest
        }
        sight = seen
    }

    private func readCatalogue(_ bounds: inout OpeningBounds) throws(EngineError) -> Catalogue {
        var counted = bounds
        let catalogue = try CatalogueReader(
            query: { (sql, row) throws(EngineError) in
                if let excess = counted.excess { throw excess }
                do throws(EngineError) {
                    try self.query(sql) { handle in
                        counted.count(1)
                        row(handle)
                    }
                } catch {
                    counted.countFailure()
                    throw error
                }
            }, denied: deniedColumns
        ).read()
        if let excess = counted.excess { throw excess }
        bounds = counted
        return catalogue
    }

    /// Does `body`, which has SQLite read the schema, within the bounds of that.
    func readingSchema(_ body: () throws(EngineError) -> Void) throws(EngineError) {
        StatementMemory.begin(upTo: OpeningBounds.memory)
        meter.beginOwnWork(OpeningBounds.operations)
        defer { meter.end() }
        do throws(EngineError) {
            try body()
        } catch {
            throw OpeningBounds.explain(error)
        }
    }

    private func readCookie() throws(EngineError) -> Int64? {
        var cookie: Int64?
        try step(.schemaCookie) { row in
            cookie = sqlite3_column_int64(row, 0)
            return true
        }
        return cookie
    }

    /// What the file is like now.
    private func look() throws(EngineError) -> SchemaWatch.Sight {
        // SQLite finds journals and logs by name. Those of a new file must not be taken for those of the old one.
        if let seen = watch.look(at: database, expecting: file) { return seen }
        // A snapshot stays with the file that it has.
        if isSnapshot, let sight { return sight }
        throw EngineError(code: SQLITE_CANTOPEN, message: "the file has been replaced")
    }

    /// What was compiled or read in this transaction is worth nothing when somebody overwrote the file meanwhile.
    private func requireUntouched<Failure: Error>(orElse failure: (EngineError) -> Failure) throws(Failure) {
        guard let sight, let now = watch.look(at: database, expecting: file), now != sight else { return }
        switch watch.difference(from: sight, schemaCookie: schemaCookie, to: now) {
        case .none: return
        case .permitted:
            // Writers within SQLite's locks wait for a snapshot, unless there is a log. Others may have put the times back.
            guard isSnapshot, !sight.marks.usesWriteAheadLog else { return }
            isDoubtful = true
            defer { isDoubtful = false }
            do throws(EngineError) {
                try beginReading()
            } catch {
                throw failure(error)
            }
        case .overwritten:
            isOverwritten = true
            throw failure(Self.overwritten)
        }
    }

    private static var overwritten: EngineError {
        EngineError(code: SQLITE_CANTOPEN, message: "the file was overwritten while it was read")
    }

    func endReading() {
        if case .system? = StatementMemory.shortage { lackedMemory = true }
        StatementMemory.end()
        authorizer.isTrusted = true
        if isReading { return }
        try? step(.commit)
        precondition(sqlite3_get_autocommit(database) != 0, "a read transaction on \(path) did not end")
    }

    /// - Parameter row: takes a row, and says whether it wants more.
    private func step(
        _ statement: Bookkeeping, _ row: (OpaquePointer) -> Bool = { _ in true }
    ) throws(EngineError) {
        let handle = bookkeeping[statement.rawValue]
        defer { sqlite3_reset(handle) }
        // The progress handler is called at multiples of this counter.
        _ = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 1)
        try rows(of: handle, row)
    }

    /// Gives each row of a statement of the sandbox's own to `body`.
    func query(_ sql: String, _ body: (OpaquePointer) -> Void) throws(EngineError) {
        guard let handle = try prepare(Array(sql.utf8)[...]).handle else { return }
        defer { sqlite3_finalize(handle) }
        try rows(of: handle) { row in
            body(row)
            return true
        }
    }

    private func rows(of handle: OpaquePointer, _ row: (OpaquePointer) -> Bool) throws(EngineError) {
        while true {
            let code = sqlite3_step(handle)
            switch code {
            case SQLITE_ROW: if !row(handle) { return }
            case SQLITE_DONE: return
            default: throw EngineError(code: code, of: database)
            }
        }
    }
}
