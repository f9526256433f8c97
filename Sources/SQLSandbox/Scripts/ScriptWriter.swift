import CSQLite

/// The connection with write access that a database script runs on.
final class ScriptWriter {
    // It stands still: defaults such as CURRENT_TIMESTAMP are the same in every build.
    private let clock = ClockVFS()
    private let database: OpaquePointer
    private let scruples = ScriptScruples()
    private let isInterrupted: () -> Bool

    /// Creates an empty database at `path`.
    ///
    /// - Parameter isInterrupted: whether the statement at hand is to end.
    init(creating path: String, isInterrupted: @escaping () -> Bool) throws(EngineError) {
        self.isInterrupted = isInterrupted
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, clock.name)
        guard code == SQLITE_OK, let opened else {
            let error = EngineError(code: code, of: opened)
            sqlite3_close(opened)
            throw error
        }
        database = opened
        sqlite3_progress_handler(
            database, 1_000,
            { context in
                Unmanaged<ScriptWriter>.fromOpaque(context!).takeUnretainedValue().isInterrupted() ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        try command("PRAGMA journal_mode=MEMORY")
        // A misspelt column must not become a string that is the same in every row.
        for operation in [SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL] {
            let code = toolrouter_sqlite3_db_switch(database, operation, 0)
            guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
        }
    }

    deinit {
        sqlite3_close(database)
    }

    /// Executes every statement of `script` in one transaction; an error's message begins with a line.
    func execute(_ script: String) throws(EngineError) {
        let text = ScriptText(script)
        if let position = text.bytes.firstIndex(of: 0) {
            throw EngineError(code: SQLITE_ERROR, message: "line \(text.line(of: position)): a NUL character")
        }
        try command("BEGIN")
        scruples.install(on: database)
        var rest = ScriptText.withoutBlanks(text.bytes[...])
        while !rest.isEmpty {
            do throws(EngineError) {
                rest = ScriptText.withoutBlanks(try executeFirst(of: rest))
            } catch {
                let line = text.line(of: rest.startIndex)
                throw EngineError(code: error.code, message: "line \(line): \(scruples.denial ?? error.message)")
            }
        }
        sqlite3_set_authorizer(database, nil, nil)
        try command("COMMIT")
        // A database without a page is a file without a byte, which nothing can open again.
        if OpenFile(of: database)?.length == 0 {
            throw EngineError(code: SQLITE_ERROR, message: "the script creates nothing")
        }
    }

    private func executeFirst(of text: ArraySlice<UInt8>) throws(EngineError) -> ArraySlice<UInt8> {
        scruples.isPassedOver = false
        var handle: OpaquePointer?
        var consumed = 0
        var code = text.withUnsafeBytes { bytes in
            let start = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, Int32(bytes.count), 0, &handle, &rest)
            consumed = rest.map { $0 - start } ?? bytes.count
            return code
        }
        defer { sqlite3_finalize(handle) }
        if code == SQLITE_OK, !scruples.isPassedOver {
            repeat { code = sqlite3_step(handle) } while code == SQLITE_ROW
        }
        guard code == SQLITE_OK || code == SQLITE_DONE else { throw EngineError(code: code, of: database) }
        return text.dropFirst(consumed)
    }

    private func command(_ sql: String) throws(EngineError) {
        let code = sqlite3_exec(database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
    }
}
