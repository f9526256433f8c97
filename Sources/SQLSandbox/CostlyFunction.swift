import CSQLite

/// A function of SQLite's whose time grows with the product of two lengths.
///
/// Nothing stops a statement in the middle of one function: neither a budget nor a cancellation nor an interrupt is looked
/// at. Within the limit on the length of a value, `trim` of a long text with a long set of characters takes 20 minutes on
/// Debian 12, `instr` and `replace` 6 seconds and `json_patch` 10. So SQLite finds these in place of its own; they refuse
/// what would take longer than a fraction of a second and leave the rest to SQLite's.
struct CostlyFunction {
    let name: String
    let arguments: Int32
    /// What a step costs beside one of `memcmp`.
    let weight: Int

    /// Those of the versions up to 3.50; one that this SQLite does not have is passed over.
    static let all = [
        CostlyFunction(name: "instr", arguments: 2, weight: 1),
        CostlyFunction(name: "replace", arguments: 3, weight: 1),
        CostlyFunction(name: "json_patch", arguments: 2, weight: 1),
        CostlyFunction(name: "trim", arguments: 2, weight: 10),
        CostlyFunction(name: "ltrim", arguments: 2, weight: 10),
        CostlyFunction(name: "rtrim", arguments: 2, weight: 10),
        CostlyFunction(name: "unhex", arguments: 2, weight: 10),
    ]

    /// The highest product of both lengths, in bytes, and the weight.
    static let limit = 100_000_000

    /// The statement that calls SQLite's own.
    fileprivate var sql: String {
        "SELECT \(name)(" + (1...arguments).map { "?\($0)" }.joined(separator: ", ") + ")"
    }
}

/// The costly functions as one connection calls them: SQLite's own, on a connection beside it that has no data.
final class CostlyFunctions {
    private let beside: OpaquePointer
    private var calls: [Call] = []

    /// One function, ready to be called.
    private final class Call {
        let function: CostlyFunction
        let statement: OpaquePointer

        init(_ function: CostlyFunction, _ statement: OpaquePointer) {
            self.function = function
            self.statement = statement
        }
    }

    /// Puts the functions in place on `database`, which must be closed before this is let go of.
    init(on database: OpaquePointer) throws(EngineError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(":memory:", &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let error = EngineError(code: code, of: opened)
            sqlite3_close(opened)
            throw error
        }
        beside = opened
        for (limit, value) in Hardening.limits { sqlite3_limit(beside, limit, value) }
        for function in CostlyFunction.all { try put(function, on: database) }
    }

    deinit {
        for call in calls { sqlite3_finalize(call.statement) }
        sqlite3_close(beside)
    }

    private func put(_ function: CostlyFunction, on database: OpaquePointer) throws(EngineError) {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(beside, function.sql, -1, &statement, nil) == SQLITE_OK, let statement else { return }
        let call = Call(function, statement)
        calls.append(call)
        let code = sqlite3_create_function_v2(
            database, function.name, function.arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
            Unmanaged.passUnretained(call).toOpaque(),
            { context, _, arguments in
                let call = Unmanaged<Call>.fromOpaque(sqlite3_user_data(context)).takeUnretainedValue()
                CostlyFunctions.answer(call, context, arguments!)
            }, nil, nil, nil)
        guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
    }

    private static func answer(
        _ call: Call, _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>
    ) {
        let (cost, isTooHigh) = length(arguments[0]).multipliedReportingOverflow(by: length(arguments[1]))
        guard !isTooHigh, cost <= CostlyFunction.limit / call.function.weight else {
            return sqlite3_result_error_toobig(context)
        }
        for number in 0..<call.function.arguments {
            sqlite3_bind_value(call.statement, number + 1, arguments[Int(number)])
        }
        defer {
            sqlite3_reset(call.statement)
            sqlite3_clear_bindings(call.statement)
        }
        let code = sqlite3_step(call.statement)
        guard code == SQLITE_ROW else {
            sqlite3_result_error(context, sqlite3_errmsg(sqlite3_db_handle(call.statement)), -1)
            return sqlite3_result_error_code(context, code)
        }
        sqlite3_result_value(context, sqlite3_column_value(call.statement, 0))
        // So that json() and its like take it for JSON.
        if call.function.name == "json_patch" { sqlite3_result_subtype(context, UInt32(UInt8(ascii: "J"))) }
    }

    /// The length in bytes, without turning a number into text.
    private static func length(_ value: OpaquePointer?) -> Int {
        switch sqlite3_value_type(value) {
        case SQLITE_TEXT, SQLITE_BLOB: Int(sqlite3_value_bytes(value))
        case SQLITE_NULL: 0
        default: 32
        }
    }
}
