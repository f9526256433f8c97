import CSQLite
import CSQLiteWork
import Testing

/// `LIKE`, `GLOB`, `NOCASE` and `RTRIM` of our own beside SQLite's.
@Suite struct PatternTests {
    /// A connection without a guard, with our functions or as SQLite comes.
    private final class Plain {
        private var database: OpaquePointer?

        init(isOurs: Bool) throws {
            try #require(sqlite3_open(":memory:", &database) == SQLITE_OK)
            sqlite3_limit(database, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 40)
            if isOurs { try #require(toolrouter_sqlite_work_register(database) == SQLITE_OK) }
        }

        deinit { sqlite3_close(database) }

        func statement(_ sql: String) throws -> OpaquePointer {
            var statement: OpaquePointer?
            try #require(sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK)
            return try #require(statement)
        }

        /// The type and text of the only value, or the error.
        func outcome(of statement: OpaquePointer, _ arguments: [Argument]) -> String {
            for (number, argument) in arguments.enumerated() { argument.bind(to: statement, Int32(number + 1)) }
            defer { sqlite3_reset(statement) }
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else { return "\(code) \(String(cString: sqlite3_errmsg(database)))" }
            let text = sqlite3_column_text(statement, 0).map { String(cString: $0) }
            return "\(sqlite3_column_type(statement, 0)): \(text ?? "none")"
        }
    }

    private enum Argument {
        case text([UInt8])
        case blob([UInt8])
        case integer(Int64)
        case real(Double)
        case null

        func bind(to statement: OpaquePointer, _ place: Int32) {
            let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            switch self {
            case .text(let bytes):
                // Without an address it would be NULL.
                (bytes + [0]).withUnsafeBytes {
                    let start = $0.baseAddress!.assumingMemoryBound(to: CChar.self)
                    _ = sqlite3_bind_text(statement, place, start, Int32(bytes.count), copies)
                }
            case .blob(let bytes):
                (bytes + [0]).withUnsafeBytes {
                    _ = sqlite3_bind_blob(statement, place, $0.baseAddress, Int32(bytes.count), copies)
                }
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .real(let number): sqlite3_bind_double(statement, place, number)
            case .null: sqlite3_bind_null(statement, place)
            }
        }
    }

    /// Characters that patterns and texts are made of: wildcards, sets, both cases, other letters, bytes that are no UTF-8.
    private static let alphabets: [[UInt8]] =
        ["ab%_", "aAbB%_*?[]^-", "ab*?[", "ab*?[]-^", "a%%_\\", "abäÄ%*_", "kKsSaA%*\u{212A}", "a ", "aA b"].map {
            Array($0.utf8)
        } + [
            [0xE0, 0x80, 0xC0, 0xFF, 0xFE, 0xA0, 0x41, 0x61, 0x25, 0x2A, 0x3F, 0x5F, 0x5B],
            [0x20, 0xF4, 0x90, 0x80, 0x25],
        ]

    /// The same sequence in every run.
    private struct Draw {
        var state: UInt64

        mutating func number(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }

        mutating func bytes(upTo longest: Int, of alphabet: [UInt8]) -> [UInt8] {
            (0..<number(below: longest + 1)).map { _ in
                number(below: 60) == 0 ? 0 : alphabet[number(below: alphabet.count)]
            }
        }

        mutating func argument(_ bytes: [UInt8]) -> Argument {
            switch number(below: 60) {
            case 0: .null
            case 1: .blob(bytes)
            case 2: .integer(Int64(bytes.count) - 5)
            case 3: .real(Double(bytes.count) * 0.37)
            default: .text(bytes)
            }
        }
    }

    @Test(arguments: [
        "?1 LIKE ?2", "?1 GLOB ?2", "?1 LIKE ?2 ESCAPE ?3", "?1 < ?2 COLLATE NOCASE", "?1 = ?2 COLLATE NOCASE",
        "?1 < ?2 COLLATE RTRIM", "?1 = ?2 COLLATE RTRIM",
    ])
    func `gives what SQLite's own gives:`(expression: String) throws {
        let (ours, plain) = (try Plain(isOurs: true), try Plain(isOurs: false))
        let statements = (try ours.statement("SELECT \(expression)"), try plain.statement("SELECT \(expression)"))
        defer {
            sqlite3_finalize(statements.0)
            sqlite3_finalize(statements.1)
        }
        var draw = Draw(state: 17)
        var outcomes: Set<String> = []
        for _ in 0..<20_000 {
            let alphabet = Self.alphabets[draw.number(below: Self.alphabets.count)]
            let other = draw.number(below: 8) > 0 ? alphabet : Self.alphabets[draw.number(below: Self.alphabets.count)]
            let arguments = [
                draw.argument(draw.bytes(upTo: draw.number(below: 2) == 0 ? 8 : 30, of: alphabet)),
                draw.argument(draw.bytes(upTo: draw.number(below: 2) == 0 ? 6 : 44, of: other)),
                draw.argument(draw.bytes(upTo: 2, of: alphabet)),
            ].prefix(expression.contains("?3") ? 3 : 2)
            let (one, two) = (
                ours.outcome(of: statements.0, Array(arguments)), plain.outcome(of: statements.1, Array(arguments))
            )
            #expect(one == two, "\(arguments)")
            outcomes.insert(one)
            if one != two { break }
        }
        #expect(outcomes.isSuperset(of: ["1: 0", "1: 1", "5: none"]), "all that can come of it was tried")
        if expression.contains("LIKE") || expression.contains("GLOB") {
            #expect(outcomes.contains("1 LIKE or GLOB pattern too complex"))
        }
        if expression.contains("ESCAPE") {
            #expect(outcomes.contains("1 ESCAPE expression must be a single character"))
        }
    }

    @Test(arguments: [("a%", 20_000), ("%_", 10_000), ("[a]*", 5_000)])
    func `as many wildcards as any policy allows are no calls within calls`(part: String, count: Int) throws {
        let connection = try Plain(isOurs: true)
        let limits = try connection.statement("SELECT 1")
        sqlite3_limit(sqlite3_db_handle(limits), SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50_000)
        try #require(toolrouter_sqlite_work_register(sqlite3_db_handle(limits)) == SQLITE_OK)
        sqlite3_finalize(limits)
        let isGlob = part.contains("[")
        let statement = try connection.statement(isGlob ? "SELECT ?1 GLOB ?2" : "SELECT ?1 LIKE ?2")
        defer { sqlite3_finalize(statement) }
        let text = Argument.text(Array(repeating: UInt8(ascii: "a"), count: 60_000))
        let pattern = Array(String(repeating: part, count: count).utf8)
        #expect(connection.outcome(of: statement, [text, .text(pattern)]) == "1: 1")
        #expect(connection.outcome(of: statement, [text, .text(pattern + Array("b".utf8))]) == "1: 0")
    }
}
