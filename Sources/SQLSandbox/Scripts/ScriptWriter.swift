import CSQLite

/// The connection with write access that a database script runs on.
final class ScriptWriter {
    // It stands still: defaults such as CURRENT_TIMESTAMP are the same in every build.
    private let clock = ClockVFS()
    private let database: OpaquePointer
    private let spending: ScriptSpending
    private let scruples: ScriptScruples

    /// Creates an empty database at `path`.
    ///
    /// - Parameter isInterrupted: whether the statement at hand is to end.
    init(
        creating path: String, within budget: ScriptBudget, isInterrupted: @escaping () -> Bool
    ) throws(EngineError) {
        spending = ScriptSpending(budget, isInterrupted: isInterrupted)
        scruples = ScriptScruples(spending)
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, clock.name)
        guard code == SQLITE_OK, let opened else {
            let error = EngineError(code: code, of: opened)
            sqlite3_close(opened)
            throw error
        }
        database = opened
        // Temporary tables stay in memory, which is counted.
        try command("PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY")
        // Those of a connection that runs SQL written by others: a misspelt column must not become a string that is the same
        // in every row, and no function may run code.
        for (operation, on) in Hardening.switches(doubleQuotedStrings: false) {
            let code = toolrouter_sqlite3_db_switch(database, operation, on || Self.needed.contains(operation) ? 1 : 0)
            guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
        }
        for (limit, value) in Self.limits { sqlite3_limit(database, limit, value) }
        try SteadyFunctions.register(on: database)
        try spending.limit(database)
        spending.install(on: database)
    }

    /// A script may make triggers, which then do their work, and have them write to full-text indices, which only a trusted
    /// schema may. What it calls is judged wherever it stands.
    private static let needed: Set<Int32> = [SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_TRUSTED_SCHEMA]

    private static let limits: [(limit: Int32, value: Int32)] = [
        (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_WORKER_THREADS, 0), (SQLITE_LIMIT_LENGTH, ScriptBudget.value),
        (SQLITE_LIMIT_SQL_LENGTH, ScriptBudget.statement),
    ]

    deinit {
        sqlite3_close(database)
    }

    /// Executes every statement of `script` in one transaction; an error's message begins with a line.
    func execute(_ script: String) throws(EngineError) {
        let text = ScriptText(script)
        guard text.bytes.count <= ScriptBudget.largestScript else {
            throw EngineError(
                code: SQLITE_TOOBIG, message: "the script has more than \(ScriptBudget.largestScript >> 20) MiB")
        }
        if let position = text.bytes.firstIndex(of: 0) {
            throw EngineError(code: SQLITE_ERROR, message: "line \(text.line(of: position)): a NUL character")
        }
        try command("BEGIN")
        scruples.install(on: database)
        // SQLite reads to the NUL: told where the text ends instead, it would copy all of the rest for every statement.
        let terminated = text.bytes + [0]
        var rest = ScriptText.withoutBlanks(terminated.dropLast())
        while !rest.isEmpty {
            do throws(EngineError) {
                rest = ScriptText.withoutBlanks(try executeFirst(of: rest, in: terminated))
            } catch {
                let line = text.line(of: rest.startIndex)
                let problem = scruples.denial ?? spending.explain(error)
                throw EngineError(code: error.code, message: "line \(line): \(problem)")
            }
        }
        sqlite3_set_authorizer(database, nil, nil)
        try command("COMMIT")
        // A database without a page is a file without a byte, which nothing can open again.
        if OpenFile(of: database)?.length == 0 {
            throw EngineError(code: SQLITE_ERROR, message: "the script creates nothing")
        }
    }

    /// Executes the first statement of `text`, which is the end of `terminated` but for its NUL. Gives what follows it.
    private func executeFirst(
        of text: ArraySlice<UInt8>, in terminated: [UInt8]
    ) throws(EngineError) -> ArraySlice<UInt8> {
        scruples.isPassedOver = false
        let start = text.startIndex
        var handle: OpaquePointer?
        var consumed = 0
        StatementMemory.begin(upTo: ScriptBudget.compiling)
        defer { StatementMemory.end() }
        var code = terminated.withUnsafeBytes { bytes in
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self) + start
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, -1, 0, &handle, &rest)
            consumed = rest.map { $0 - start } ?? 0
            return code
        }
        defer { sqlite3_finalize(handle) }
        if code == SQLITE_OK, !scruples.isPassedOver {
            StatementMemory.begin(upTo: ScriptBudget.running)
            repeat { code = sqlite3_step(handle) } while code == SQLITE_ROW
        }
        guard code == SQLITE_OK || code == SQLITE_DONE else { throw EngineError(code: code, of: database) }
        if scruples.changesPageSize {
            scruples.changesPageSize = false
            scruples.isTrusted = true
            defer { scruples.isTrusted = false }
            try spending.limit(database)
        }
        return text.dropFirst(consumed)
    }

    private func command(_ sql: String) throws(EngineError) {
        let code = sqlite3_exec(database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
    }
}
