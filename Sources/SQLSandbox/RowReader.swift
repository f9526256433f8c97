import CSQLite
import ToolRouter

/// Steps an approved statement and keeps what the budget allows.
enum RowReader {
    /// Runs the statement from its beginning.
    ///
    /// - Parameter columns: the names of its columns, where the schema can't have changed since they were read.
    static func read(
        _ handle: OpaquePointer, columns: [String]?, on connection: Connection, at now: Timestamp
    ) throws(SQLFailure) -> ResultSet {
        if Task.isCancelled { throw SQLFailure(.cancelled, "the task was cancelled before the statement began") }
        return try connection.judging(at: now, orElse: SQLFailure.init) { () throws(SQLFailure) in
            defer { sqlite3_reset(handle) }
            // The progress handler is called at multiples of this counter; from zero, every run stops at the same place.
            _ = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 1)
            return try rows(of: handle, columns: columns, on: connection)
        }
    }

    /// The names of the columns of a compiled statement.
    static func columns(of handle: OpaquePointer) -> [String] {
        (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
    }

    private static func rows(
        of handle: OpaquePointer, columns known: [String]?, on connection: Connection
    ) throws(SQLFailure) -> ResultSet {
        let budget = connection.meter.budget
        var rows: [[Value]] = []
        var bytes = 0
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else { throw failure(code, on: connection) }

            let width = sqlite3_column_count(handle)
            var row: [Value] = []
            row.reserveCapacity(Int(width))
            for column in 0..<width {
                let (value, size) = value(of: handle, column)
                row.append(value)
                bytes += size
            }
            guard rows.count < budget.rows, bytes <= budget.bytes else {
                return ResultSet(columns: known ?? columns(of: handle), rows: rows, isTruncated: true)
            }
            rows.append(row)
        }
        // The names are asked for after the first step, which compiles again if the schema has changed.
        return ResultSet(columns: known ?? columns(of: handle), rows: rows)
    }

    /// One value and what it counts against the byte budget.
    private static func value(of handle: OpaquePointer, _ column: Int32) -> (Value, size: Int) {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER:
            return (.integer(sqlite3_column_int64(handle, column)), 8)
        case SQLITE_FLOAT:
            return (.real(sqlite3_column_double(handle, column)), 8)
        case SQLITE_TEXT:
            // The pointer first: asking for it may convert the text, which changes its length.
            let start = sqlite3_column_text(handle, column)
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
            return (.text(String(decoding: bytes, as: UTF8.self)), bytes.count)
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
            return (.blob([UInt8](bytes)), bytes.count)
        default:
            return (.null, 1)
        }
    }

    private static func failure(_ code: Int32, on connection: Connection) -> SQLFailure {
        let error = connection.error(code)
        if let denial = connection.authorizer.denial {
            return SQLFailure(.denied, "the schema has changed since the approval: \(denial.detail)")
        }
        guard error.primaryCode == SQLITE_INTERRUPT else { return SQLFailure(error) }
        switch connection.meter.stop {
        case .operations:
            return SQLFailure(.executionBudget, "stopped after \(connection.meter.budget.operations) operations")
        case .time:
            let limit = connection.meter.budget.time.map { "\($0)" } ?? "its time"
            return SQLFailure(.executionBudget, "stopped after \(limit)")
        case .cancellation, nil:
            return SQLFailure(.cancelled, "the task was cancelled while the statement ran")
        }
    }
}
