import CSQLite

/// What SQLite said when a call failed on a connection of ours.
struct SearchEngineError: Error {
    /// The extended result code.
    let code: Int32
    /// SQLite's message, in English.
    let message: String

    /// The result code without its extension.
    var primaryCode: Int32 { code & 0xff }
}

/// A connection that runs statements of this program only: no SQL of a model or a user ever gets here. Use it on one thread at a
/// time.
final class SearchConnection {
    let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    /// How the file is opened.
    enum Mode {
        /// To be written; made when it is not there.
        case write
        /// To be read only.
        case read
    }

    /// - Parameter path: the file; nil is a database in memory.
    init(_ path: String?, _ mode: Mode) throws(SearchEngineError) {
        var opened: OpaquePointer?
        let flags =
            mode == .write
            ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(
            path ?? ":memory:", &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW, nil
        )
        guard code == SQLITE_OK, let opened else {
            let error = Self.error(code, opened)
            sqlite3_close(opened)
            throw error
        }
        handle = opened
        sqlite3_busy_timeout(handle, 5_000)
        for (operation, on) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
            // A name in quotes that is no column is an error and not a text.
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
        ] as [(Int32, Int32)] {
            _ = toolrouter_sqlite3_db_switch(handle, operation, on)
        }
    }

    deinit {
        for (_, statement) in statements.sorted(by: { $0.key < $1.key }) { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// A value of a statement.
    enum Value {
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
    }

    /// Runs a statement, which is kept compiled, and gives each row to `row`; that may end it by returning false.
    func run(
        _ sql: String, _ values: Value..., row: (OpaquePointer) -> Bool = { _ in true }
    ) throws(SearchEngineError) {
        let statement = try statement(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() {
            try check(bind(value, to: statement, Int32(index + 1)))
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: if !row(statement) { return }
            case SQLITE_DONE: return
            case let code: throw Self.error(code, handle)
            }
        }
    }

    /// Runs statements that give nothing back.
    func execute(_ sql: String) throws(SearchEngineError) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// The number that a statement gives; nil when it gives none.
    func number(_ sql: String, _ values: Value...) throws(SearchEngineError) -> Int64? {
        var number: Int64?
        let statement = try statement(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try check(bind(value, to: statement, Int32(index + 1))) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: number = sqlite3_column_int64(statement, 0)
        case SQLITE_DONE: break
        case let code: throw Self.error(code, handle)
        }
        return number
    }

    /// Does `body` in a transaction; what it threw undoes all of it.
    func transaction<Failure: Error, Success>(
        _ begin: String, failing: (SearchEngineError) -> Failure, _ body: () throws(Failure) -> Success
    ) throws(Failure) -> Success {
        do throws(SearchEngineError) { try execute(begin) } catch { throw failing(error) }
        do throws(Failure) {
            let success = try body()
            do throws(SearchEngineError) { try execute("COMMIT") } catch { throw failing(error) }
            return success
        } catch {
            // Where SQLite has undone it already there is nothing left to do.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    private func statement(_ sql: String) throws(SearchEngineError) -> OpaquePointer {
        if let known = statements[sql] { return known }
        var made: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil))
        guard let made else { preconditionFailure("no statement: \(sql)") }
        statements[sql] = made
        return made
    }

    /// Tells SQLite to copy what is bound; a macro with a cast that Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func bind(_ value: Value, to statement: OpaquePointer, _ index: Int32) -> Int32 {
        switch value {
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    // A text of no bytes has no address, and would be NULL.
                    $0.baseAddress.map {
                        sqlite3_bind_text(statement, index, $0, Int32(bytes.count), Self.transient)
                    } ?? sqlite3_bind_text(statement, index, "", 0, Self.transient)
                }
            }
        case .bytes(let bytes):
            return sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), Self.transient)
        }
    }

    private func check(_ code: Int32) throws(SearchEngineError) {
        guard code == SQLITE_OK else { throw Self.error(code, handle) }
    }

    private static func error(_ code: Int32, _ database: OpaquePointer?) -> SearchEngineError {
        SearchEngineError(
            code: code, message: String(cString: database == nil ? sqlite3_errstr(code) : sqlite3_errmsg(database)))
    }

    /// The bytes of a column; none where it is NULL.
    static func bytes(_ row: OpaquePointer, _ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(row, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column))))
    }

    /// The text of a column; empty where it is NULL.
    static func text(_ row: OpaquePointer, _ column: Int32) -> String {
        guard let start = sqlite3_column_text(row, column) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column))), as: UTF8.self)
    }
}
