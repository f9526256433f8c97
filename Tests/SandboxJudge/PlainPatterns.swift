import CSQLite

/// `LIKE` and `GLOB` by the comparison that SQLite offers to programs, in the place of its own functions: with functions of
/// others SQLite does not look patterns up in an index, as it does not for the sandbox.
enum PlainPatterns {
    /// Registers them on a connection.
    static func register(on database: OpaquePointer) {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        for count: Int32 in [2, 3] {
            sqlite3_create_function_v2(database, "like", count, flags, nil, like, nil, nil, nil)
        }
        sqlite3_create_function_v2(database, "glob", 2, flags, nil, glob, nil, nil, nil)
    }

    private static let like: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
        context, count, arguments in
        guard let arguments else { return }
        var escape: UInt32 = 0
        if count == 3 {
            guard let text = sqlite3_value_text(arguments[2]) else { return }
            let scalars = String(cString: text).unicodeScalars
            guard scalars.count == 1, let first = scalars.first else {
                sqlite3_result_error(context, "ESCAPE expression must be a single character", -1)
                return
            }
            escape = first.value
        }
        guard let pattern = sqlite3_value_text(arguments[0]), let text = sqlite3_value_text(arguments[1]) else {
            return
        }
        sqlite3_result_int(context, PlainPatterns.chars(pattern, text) { sqlite3_strlike($0, $1, escape) } == 0 ? 1 : 0)
    }

    private static let glob: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
        context, _, arguments in
        guard let arguments, let pattern = sqlite3_value_text(arguments[0]), let text = sqlite3_value_text(arguments[1])
        else { return }
        sqlite3_result_int(context, PlainPatterns.chars(pattern, text) { sqlite3_strglob($0, $1) } == 0 ? 1 : 0)
    }

    private static func chars(
        _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>,
        _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
    ) -> Int32 {
        body(
            UnsafeRawPointer(left).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(right).assumingMemoryBound(to: CChar.self))
    }
}
