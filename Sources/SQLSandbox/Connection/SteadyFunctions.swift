import CSQLite
import CSQLiteWork

/// SQLite's `trim`, `ltrim` and `rtrim` of two arguments, `instr` and `replace`, with the same results, in a time that
/// grows with the length of the arguments and not with its square.
///
/// Nothing interrupts one call, so each counts units of work for the bytes that it goes through. SQLite's own `trim` takes minutes for the longest texts that it accepts (a set of more than
/// 83,333 characters it refuses, these do not), and its `instr` and `replace` 8 seconds for a million bytes (3.40.1,
/// reckoned from 60,000 and 50,000 bytes).
enum SteadyFunctions {
    private typealias Arguments = UnsafeMutablePointer<OpaquePointer?>
    private typealias Bytes = UnsafeBufferPointer<UInt8>
    private typealias Function = @convention(c) (OpaquePointer?, Int32, Arguments?) -> Void

    /// Puts them in the place of SQLite's own, on one connection.
    static func register(on database: OpaquePointer) throws(EngineError) {
        let functions: [(name: String, arguments: Int32, function: Function)] = [
            ("ltrim", 2, { context, _, arguments in SteadyFunctions.trim(context, arguments, left: true) }),
            ("rtrim", 2, { context, _, arguments in SteadyFunctions.trim(context, arguments, right: true) }),
            ("trim", 2, { context, _, arguments in SteadyFunctions.trim(context, arguments, left: true, right: true) }),
            ("instr", 2, { context, _, arguments in SteadyFunctions.find(context, arguments) }),
            ("replace", 3, { context, _, arguments in SteadyFunctions.replace(context, arguments) }),
        ]
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        for (name, arguments, function) in functions {
            let code = sqlite3_create_function_v2(database, name, arguments, flags, nil, function, nil, nil, nil)
            guard code == SQLITE_OK else { throw EngineError(code: code, of: database) }
        }
    }

    // MARK: trim

    private static func trim(
        _ context: OpaquePointer?, _ arguments: Arguments?, left: Bool = false, right: Bool = false
    ) {
        guard let arguments, let text = bytes(ofText: arguments[0]), let set = bytes(ofText: arguments[1]) else {
            return
        }
        // Putting a character into the set takes as long as an operation, and so does looking one up that is taken away.
        guard count(set.count > 64 ? set.count : 0, context) else { return }
        let characters = TrimmedCharacters(set)
        var (start, end) = (0, text.count)
        while left, let length = characters.length(in: text, start..<end, atEnd: false) { start += length }
        while right, let length = characters.length(in: text, start..<end, atEnd: true) { end -= length }
        let taken = start + text.count - end
        guard count(taken > 64 ? taken : 0, context) else { return }
        setResult(UnsafeBufferPointer(rebasing: text[start..<end]), of: context)
    }

    // MARK: instr

    private static func find(_ context: OpaquePointer?, _ arguments: Arguments?) {
        guard let arguments, let hay = arguments[0], let needle = arguments[1] else { return }
        let types = [sqlite3_value_type(hay), sqlite3_value_type(needle)]
        if types.contains(SQLITE_NULL) { return }
        if types == [SQLITE_BLOB, SQLITE_BLOB] {
            guard count(bytes(ofBlob: hay).count / 64, context) else { return }
            let position = self.position(of: bytes(ofBlob: needle), in: bytes(ofBlob: hay))
            sqlite3_result_int64(context, position.map { Int64($0 + 1) } ?? 0)
        } else if types.contains(SQLITE_BLOB) {
            // Reading a blob as text makes it one, for whoever reads it next too.
            let copies = (sqlite3_value_dup(hay), sqlite3_value_dup(needle))
            findText(context, copies.0, copies.1)
            sqlite3_value_free(copies.0)
            sqlite3_value_free(copies.1)
        } else {
            findText(context, hay, needle)
        }
    }

    private static func findText(_ context: OpaquePointer?, _ hay: OpaquePointer?, _ needle: OpaquePointer?) {
        guard let hay = bytes(ofText: hay), let needle = bytes(ofText: needle) else {
            sqlite3_result_error_nomem(context)
            return
        }
        guard count(hay.count / 64, context) else { return }
        // A match begins at the beginning of a character.
        var found = self.position(of: needle, in: hay)
        if let first = needle.first, first & 0xC0 == 0x80, found != 0 { found = nil }
        // Whatever the first byte is, it begins the first character.
        let count = found.map { $0 == 0 ? 1 : 2 + hay[1..<$0].count { $0 & 0xC0 != 0x80 } }
        sqlite3_result_int64(context, Int64(count ?? 0))
    }

    // MARK: replace

    private static func replace(_ context: OpaquePointer?, _ arguments: Arguments?) {
        guard let arguments, let text = bytes(ofText: arguments[0]), let pattern = bytes(ofText: arguments[1]) else {
            return
        }
        if pattern.first ?? 0 == 0 {
            sqlite3_result_value(context, arguments[0])
            return
        }
        guard let replacement = bytes(ofText: arguments[2]) else { return }
        guard count(text.count / 64, context) else { return }
        let longest = Int(sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1))
        var result: [UInt8] = []
        var rest = text
        var matches = 0
        while let position = self.position(of: pattern, in: rest) {
            result.append(contentsOf: rest[..<position])
            result.append(contentsOf: replacement)
            rest = UnsafeBufferPointer(rebasing: rest[(position + pattern.count)...])
            if result.count > longest { break }
            matches += 1
        }
        result.append(contentsOf: rest)
        guard result.count <= longest else {
            sqlite3_result_error_toobig(context)
            return
        }
        guard count(result.count / 64 + matches, context) else { return }
        result.withUnsafeBufferPointer { setResult($0, of: context) }
    }

    // MARK: Work

    /// Counts units of work; false when the statement is to stop, and the function has no result.
    private static func count(_ units: Int, _ context: OpaquePointer?) -> Bool {
        if units == 0 || toolrouter_sqlite_work_charge(Int64(units)) { return true }
        sqlite3_result_error_code(context, SQLITE_INTERRUPT)
        return false
    }

    // MARK: Values

    /// The bytes of a value as text; nil for NULL.
    private static func bytes(ofText value: OpaquePointer?) -> Bytes? {
        guard let start = sqlite3_value_text(value) else { return nil }
        return Bytes(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    private static func bytes(ofBlob value: OpaquePointer) -> Bytes {
        let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
        return Bytes(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    /// Where `part` begins in `whole`; glibc's search takes linear time.
    private static func position(of part: Bytes, in whole: Bytes) -> Int? {
        if part.isEmpty { return 0 }
        guard part.count <= whole.count, let start = whole.baseAddress else { return nil }
        guard let found = memmem(start, whole.count, part.baseAddress!, part.count) else { return nil }
        return UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
    }

    private static func setResult(_ text: Bytes, of context: OpaquePointer?) {
        // SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies the bytes.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        text.withMemoryRebound(to: CChar.self) {
            sqlite3_result_text(context, $0.baseAddress, Int32($0.count), transient)
        }
        // Without an address the result would be NULL.
        if text.baseAddress == nil { sqlite3_result_text(context, "", 0, transient) }
    }
}
