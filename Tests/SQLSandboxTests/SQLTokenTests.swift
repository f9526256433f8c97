import CSQLite
import Foundation
import SQLSandbox
import Testing

@Suite struct SQLTokenTests {
    @Test(
        arguments: [
            ("SELECT a", [.word, .blank, .word]), ("'it''s'", [.string]), ("'a' 'b'", [.string, .blank, .string]),
            ("\"a\"\"b\"", [.quotedName]), ("`a``b`", [.quotedName]), ("[a]]", [.quotedName, .illegal]),
            ("-- a\nb", [.comment, .blank, .word]), ("-- a\r'b", [.comment]), ("/* a */b", [.comment, .word]),
            ("/*/ a */", [.comment]), ("/* a", [.comment]), ("/*", [.operator, .operator]),
            ("x'0F'", [.blob]), ("X'0'", [.illegal]), ("x'0g'1", [.illegal, .number]),
            ("x '00'", [.word, .blank, .string]),
            ("'a", [.illegal]), ("\"a", [.illegal]), ("[a", [.illegal]), ("x'00", [.illegal]),
            ("1.5e+3", [.number]), (".5", [.number]), ("1.", [.number]), ("1e", [.illegal]), ("12ab", [.illegal]),
            ("0x1Fg", [.number, .word]), ("1..2", [.number, .number]), ("-1", [.operator, .number]),
            ("?1", [.variable]), (":a", [.variable]), ("@a", [.variable]), ("#1", [.variable]), ("#", [.illegal]),
            ("$a::b(c d", [.illegal, .blank, .word]), ("$a(b)c", [.variable, .word]), ("a$b", [.word]),
            ("::", [.illegal, .illegal]),
            ("->>", [.operator]), ("->", [.operator]), ("<>=", [.operator, .operator]), ("||", [.operator]),
            ("!", [.illegal]), ("!=", [.operator]), ("{", [.illegal]), ("\\", [.illegal]), ("^", [.illegal]),
            ("é", [.word]), ("\u{A0}", [.word]), ("\u{FEFF}a", [.blank, .word]), ("a\u{FEFF}", [.word]),
            (" \u{0B}\t", [.blank]), ("\u{0B}", [.illegal]), ("a\0b", [.word, .illegal]),
            ("'\0'", [.illegal, .illegal]),
            ("/*\0*/", [.operator, .operator, .illegal]), ("/* \0*/", [.comment, .illegal]),
        ] as [(String, [SQLTokens.Kind])])
    func `a text has the tokens that SQLite sees:`(sql: String, kinds: [SQLTokens.Kind]) {
        #expect(SQLTokens(Array(sql.utf8)[...]).map(\.kind) == kinds)
    }

    @Test func `tokens cover any bytes without a gap, of a slice too`() {
        var draw = SplitMix(seed: 1)
        for _ in 0..<20_000 {
            let bytes = (0..<Int(draw.next() % 24)).map { _ in UInt8(truncatingIfNeeded: draw.next()) }
            let text = ([0x27] + bytes).dropFirst()
            var next = text.startIndex
            for token in SQLTokens(text) {
                #expect(token.range.lowerBound == next && !token.range.isEmpty, "\(bytes)")
                next = token.range.upperBound
            }
            #expect(next == text.endIndex, "\(bytes)")
        }
    }

    /// SQLite's parser names the first token that fits nowhere, which is the first of a text that no statement begins with.
    @Test func `SQLite tells the same tokens one by one`() throws {
        let engine = try Engine()
        // No letter that a keyword at the beginning of a statement could be made of.
        let alphabet = Array("'\"`[]-/*\n\r\t \u{0B}.0159xXfzZ_$@:#?()+%,&~=<>!|;{}\\^é\u{FEFF}\u{A0}".utf8)
        var draw = SplitMix(seed: 2)
        var compared = 0
        for _ in 0..<40_000 {
            let text = (0..<1 + Int(draw.next() % 14)).map { _ in alphabet[Int(draw.next() % UInt64(alphabet.count))] }
            guard let first = SQLTokens(text[...]).first(where: { !$0.kind.isSkipped }) else {
                #expect(engine.firstToken(of: text) == nil, "\(text)")
                continue
            }
            // An empty statement.
            if text[first.range] == [UInt8(ascii: ";")] { continue }
            let (bytes, isLegal) = try #require(engine.firstToken(of: text), "\(text)")
            #expect(bytes == Array(text[first.range]), "\(text)")
            #expect(isLegal == (first.kind != .illegal), "\(text)")
            compared += 1
        }
        #expect(compared > 30_000)
    }

    @Test(arguments: ["'", "/*", "--", "[", "$a(", "x'", "1", "a", " ", "''", "\"\"", "(", "$a::", "?"])
    func `each token is read once, however long it is:`(unit: String) {
        let text = Array(String(repeating: unit, count: 100_000).utf8)
        #expect(SQLTokens(text[...]).reduce(0) { $0 + $1.range.count } == text.count)
    }

    /// A fixed sequence of numbers that look like chance (SplitMix64).
    private struct SplitMix {
        var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// The SQLite that is installed.
    private final class Engine {
        private var database: OpaquePointer?

        init() throws {
            try #require(sqlite3_open(":memory:", &database) == SQLITE_OK)
        }

        deinit { sqlite3_close(database) }

        /// The first token by which SQLite's parser stops, and whether it holds it for one; nil when there is none.
        func firstToken(of text: [UInt8]) -> (bytes: [UInt8], isLegal: Bool)? {
            var handle: OpaquePointer?
            let code = text.withUnsafeBytes {
                sqlite3_prepare_v2(
                    database, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), &handle, nil)
            }
            sqlite3_finalize(handle)
            guard code != SQLITE_OK, let message = sqlite3_errmsg(database) else { return nil }
            let bytes = UnsafeRawBufferPointer(start: message, count: strlen(message))
            for (prefix, suffix, isLegal) in [
                ("near \"", "\": syntax error", true), ("unrecognized token: \"", "\"", false),
            ] where bytes.starts(with: prefix.utf8) {
                return (Array(bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)), isLegal)
            }
            return nil
        }
    }
}
