import CSQLite
import ToolRouter

/// SQLite without a guard on a database that it can't write: what a statement does when nobody judges it.
///
/// It shares no code with the sandbox, so that what it says about a statement is a second opinion.
final class PlainConnection {
    private let database: OpaquePointer
    private var operations = 0
    private var mostOperations = 0

    /// What a statement gave.
    struct Run {
        /// The rows, up to the number that was asked for.
        var rows: [[Value]] = []
        /// Whether the last row was reached.
        var isComplete = false
        /// How many operations the virtual machine went through.
        var operations = 0
    }

    /// Opens the database at `path`, with the meaning of `"text"` that the policy asks for. Where columns are denied, SQLite is
    /// to read tables instead of indices, as it does for the sandbox: it may give other rows first.
    init(opening path: String, doubleQuotedStrings: Bool, readsTables: Bool) {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil)
        guard code == SQLITE_OK, let opened else { fatalError("\(path) can't be opened: \(code)") }
        database = opened
        let switches = [
            (SQLITE_DBCONFIG_DQS_DML, doubleQuotedStrings), (SQLITE_DBCONFIG_DQS_DDL, false),
            // Else the values of parameters decide about the order of rows.
            (SQLITE_DBCONFIG_ENABLE_QPSG, true),
        ]
        for (operation, on) in switches {
            let code = toolrouter_sqlite3_db_switch(database, operation, on ? 1 : 0)
            precondition(code == SQLITE_OK, "SQLite has no switch \(operation)")
        }
        // SQLITE_SkipScan, SQLITE_CoverIdxScan.
        if readsTables { toolrouter_sqlite3_db_without_optimisations(database, 0x4020) }
        PlainPatterns.register(on: database)
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1_000_000)
        sqlite3_progress_handler(
            database, 1_000,
            { context in
                let connection = Unmanaged<PlainConnection>.fromOpaque(context!).takeUnretainedValue()
                connection.operations += 1_000
                return connection.operations > connection.mostOperations ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Empties the table of statistics, if there is one.
    static func forgetStatistics(of path: String) {
        var database: OpaquePointer?
        sqlite3_open(path, &database)
        sqlite3_exec(database, "DELETE FROM sqlite_stat1", nil, nil, nil)
        sqlite3_close(database)
    }

    deinit {
        sqlite3_close_v2(database)
    }

    /// Gives every row of `sql` to a closure; false when SQLite fails.
    @discardableResult
    func query(_ sql: String, _ row: (OpaquePointer) -> Void) -> Bool {
        var handle: OpaquePointer?
        defer { sqlite3_finalize(handle) }
        (operations, mostOperations) = (0, .max)
        guard sqlite3_prepare_v2(database, sql, -1, &handle, nil) == SQLITE_OK, let handle else { return false }
        var code = sqlite3_step(handle)
        while code == SQLITE_ROW {
            row(handle)
            code = sqlite3_step(handle)
        }
        return code == SQLITE_DONE
    }

    /// Runs the first statement of `sql` until it has given `rows` rows or gone through about `operations` operations.
    func run(_ sql: String, rows limit: Int, operations most: Int) -> Run {
        var handle: OpaquePointer?
        defer { sqlite3_finalize(handle) }
        (operations, mostOperations) = (0, most)
        var run = Run()
        guard sqlite3_prepare_v2(database, sql, -1, &handle, nil) == SQLITE_OK, let handle else { return run }
        Self.bind(handle)
        while run.rows.count < limit {
            let code = sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                run.isComplete = code == SQLITE_DONE
                break
            }
            run.rows.append((0..<sqlite3_column_count(handle)).map { Self.value(of: handle, $0) })
        }
        run.operations = Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 0))
        return run
    }

    /// Gives parameters their values.
    private static func bind(_ handle: OpaquePointer) {
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for number in 0..<sqlite3_bind_parameter_count(handle) {
            guard let name = sqlite3_bind_parameter_name(handle, number + 1) else { continue }
            switch TrialValues.value(of: String(cString: name + 1)) {
            case .integer(let value): sqlite3_bind_int64(handle, number + 1, value)
            case .real(let value): sqlite3_bind_double(handle, number + 1, value)
            case .text(let text): sqlite3_bind_text(handle, number + 1, text, Int32(text.utf8.count), copies)
            case .null, .malformedText, .blob: break
            }
        }
    }

    /// The text in one column of a row; nil for NULL.
    static func text(_ row: OpaquePointer, _ column: Int32) -> String? {
        sqlite3_column_text(row, column).map { String(cString: $0) }
    }

    private static func value(of row: OpaquePointer, _ column: Int32) -> Value {
        switch sqlite3_column_type(row, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(row, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(row, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(row, column)
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
            return Value(text: bytes)
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(row, column)
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
            return .blob([UInt8](bytes))
        default: return .null
        }
    }
}
