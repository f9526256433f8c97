import CSQLite

/// What SQLite said when a call failed.
struct EngineError: Error {
    /// The extended result code.
    let code: Int32
    /// SQLite's message, in English.
    let message: String
    /// Why there was no memory, if that is the trouble. Without it SQLite itself has refused: no block may have 2 GB, and
    /// no program more operations than `Hardening.limits` says.
    let shortage: StatementMemory.Shortage?

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
        shortage = code & 0xff == SQLITE_NOMEM ? StatementMemory.shortage : nil
    }

    /// The error of the last call on `database`.
    init(code: Int32, of database: OpaquePointer?) {
        self.init(
            code: code, message: String(cString: database == nil ? sqlite3_errstr(code) : sqlite3_errmsg(database)))
    }

    /// The result code without its extension.
    var primaryCode: Int32 { code & 0xff }
}
