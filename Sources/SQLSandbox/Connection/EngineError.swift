import CSQLite

/// What SQLite said when a call failed.
struct EngineError: Error {
    /// The extended result code.
    let code: Int32
    /// SQLite's message, in English.
    let message: String

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The error of the last call on `database`.
    init(code: Int32, of database: OpaquePointer?) {
        self.code = code
        self.message = String(cString: database == nil ? sqlite3_errstr(code) : sqlite3_errmsg(database))
    }

    /// The result code without its extension.
    var primaryCode: Int32 { code & 0xff }
}
