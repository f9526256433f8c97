import CSQLite
import ToolRouter

/// Steps an approved statement and keeps what the budget allows.
enum RowReader {
    /// Runs the statement from its beginning, with these values of its parameters.
    static func read(
        _ statement: ApprovedStatement, with values: [String: Value], on connection: Connection, at now: Timestamp
    ) throws(SQLFailure) -> StatementResult {
        var rows = CollectedRows()
        let end = try read(statement, with: values, on: connection, at: now, into: &rows)
        return StatementResult(
            rows: ResultSet(columns: end.columns, rows: rows.rows, isTruncated: end.isTruncated), clock: end.clock,
            units: end.units)
    }

    /// What there is to say of a result besides its rows.
    struct End {
        let columns: [String]
        let isTruncated: Bool
        let clock: ClockReading
        let units: Int
    }

    /// Runs the statement from its beginning and gives its rows to `sink` as they come.
    static func read(
        _ statement: ApprovedStatement, with values: [String: Value], on connection: Connection, at now: Timestamp,
        into sink: inout some RowSink
    ) throws(SQLFailure) -> End {
        if connection.isCancelled { throw cancelledBefore }
        try statement.requireValues(values)
        return try connection.judging(at: now, orElse: { SQLFailure($0) }) { () throws(SQLFailure) in
            let compiled = try connection.compile(statement)
            let handle = compiled.handle
            defer { compiled.reset() }
            let longest = try compiled.bind(values, on: connection)
            // The progress handler is called at multiples of this counter; from zero, every run stops at the same place.
            _ = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 1)
            let isTruncated = try connection.stepping(compiled, longestValue: longest) { () throws(SQLFailure) in
                try rows(of: compiled, on: connection, into: &sink)
            }
            guard let isTruncated else { throw cancelledBefore }
            // What a listing did not show has asked for the present: nobody knows how much of it.
            let asked = compiled.clock == .nothing ? ClockReading.instant : compiled.clock
            return End(
                columns: compiled.columns, isTruncated: isTruncated,
                clock: connection.clock.wasRead ? asked : .nothing, units: connection.meter.units)
        }
    }

    private static let cancelledBefore = SQLFailure(.cancelled, "the task was cancelled before the statement began")

    /// The names of the columns of a compiled statement.
    static func columns(of handle: OpaquePointer) -> [String] {
        (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
    }

    /// Gives the rows to `sink`; true when the budget has cut them short.
    private static func rows(
        of statement: CompiledStatement, on connection: Connection, into sink: inout some RowSink
    ) throws(SQLFailure) -> Bool {
        let handle = statement.handle
        let budget = connection.meter.budget
        let width = sqlite3_column_count(handle)
        sink.begin()
        var rows = 0
        var bytes = ResultSet.bytes(ofNames: statement.columns)
        while true {
            let code = sqlite3_step(handle)
            // What the last operation cost counts, too.
            guard connection.meter.stop == nil else { throw failure(code, on: connection) }
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else { throw failure(code, on: connection) }

            sink.beginRow(width: Int(width))
            bytes += Value.overhead
            for column in 0..<width {
                let value = try value(of: handle, column, isInUTF16: connection.isInUTF16)
                sink.add(value)
                bytes += value.bytes
                if bytes > budget.bytes { break }
            }
            guard rows < budget.rows, bytes <= budget.bytes else { return true }
            sink.endRow()
            rows += 1
        }
        return false
    }

    private static func value(
        of handle: OpaquePointer, _ column: Int32, isInUTF16: Bool
    ) throws(SQLFailure) -> Value {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT:
            return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT where isInUTF16:
            // SQLite makes the same UTF-8 of a pair of surrogates and of a lone one with what follows it.
            let start = sqlite3_column_text16(handle, column)
            let size = Int(sqlite3_column_bytes16(handle, column))
            guard start != nil || size == 0 else { throw outOfMemory }
            return Value(utf16: UnsafeRawBufferPointer(start: start, count: size))
        case SQLITE_TEXT:
            // The pointer first: asking for it may convert the text, which changes its length.
            let start = sqlite3_column_text(handle, column)
            let bytes = UnsafeBufferPointer(start: start, count: try size(of: start, handle, column))
            return Value(text: bytes)
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let bytes = UnsafeRawBufferPointer(start: start, count: try size(of: start, handle, column))
            return .blob([UInt8](bytes))
        default:
            return .null
        }
    }

    /// The bytes of a value whose pointer was asked for; there is no pointer when memory ran out in making it.
    private static func size(
        of start: UnsafeRawPointer?, _ handle: OpaquePointer, _ column: Int32
    ) throws(SQLFailure) -> Int {
        let size = Int(sqlite3_column_bytes(handle, column))
        guard start != nil || size == 0 else { throw outOfMemory }
        return size
    }

    private static var outOfMemory: SQLFailure {
        SQLFailure(EngineError(code: SQLITE_NOMEM, message: "out of memory"))
    }

    private static func failure(_ code: Int32, on connection: Connection) -> SQLFailure {
        let error = connection.error(code)
        if let denial = connection.authorizer.denial {
            return SQLFailure(changedSince: denial)
        }
        switch connection.meter.stop {
        case nil where error.primaryCode == SQLITE_TOOBIG:
            return SQLFailure(
                .executionBudget,
                "a value, or a row that is sorted or kept, has more than \(connection.maximumValue) bytes")
        case nil where error.primaryCode != SQLITE_INTERRUPT: return SQLFailure(error)
        case .operations:
            return SQLFailure(.executionBudget, "stopped after \(connection.meter.budget.operations) operations")
        case .time:
            let limit = connection.meter.budget.time.map { "\($0)" } ?? "its time"
            return SQLFailure(.executionBudget, "stopped after \(limit)", mayPass: true)
        case .processorTime:
            return SQLFailure(.executionBudget, "stopped after too much processor time", mayPass: true)
        case .interruption:
            return SQLFailure(.cancelled, "the process was interrupted while the statement ran", mayPass: true)
        case .cancellation, nil:
            return SQLFailure(.cancelled, "the task was cancelled while the statement ran")
        }
    }
}
