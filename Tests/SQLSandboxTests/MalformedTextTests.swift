import SQLSandbox
import Testing
import ToolRouter

/// Texts that a database keeps and that are no Unicode.
@Suite struct MalformedTextTests {
    /// The bytes of two texts in a database, and whether they are the same text.
    struct Pair: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var encoding = "UTF-8"
        let left: String
        let right: String
        var areSame = false
    }

    @Test(arguments: [
        Pair(testDescription: "Latin-1", left: "416C62E96E", right: "416C62F36E"),
        Pair(testDescription: "Latin-1 at the end", left: "636166E9", right: "636166E8"),
        Pair(testDescription: "a byte and what is shown for it", left: "61FF", right: "61EFBFBD"),
        Pair(testDescription: "an overlong form and the usual one", left: "C080", right: "00"),
        Pair(testDescription: "an overlong slash and a slash", left: "C0AF", right: "2F"),
        Pair(testDescription: "half a surrogate pair and the other half", left: "EDA080", right: "EDB080"),
        Pair(testDescription: "a character that is cut off", left: "E282", right: "E283"),
        Pair(testDescription: "a number beyond Unicode", left: "F4908080", right: "F7BFBFBF"),
        Pair(testDescription: "behind a NUL", left: "6100E9", right: "6100E8"),
        Pair(testDescription: "composed and decomposed", left: "C3A9", right: "65CC81"),
        Pair(testDescription: "the same bytes", left: "636166E9", right: "636166E9", areSame: true),
        Pair(
            testDescription: "a lead surrogate alone and before what follows it", encoding: "UTF-16le",
            left: "00D84100",
            right: "00D841DC"),
        Pair(testDescription: "a lead surrogate and another", encoding: "UTF-16le", left: "00D8", right: "01D8"),
        Pair(testDescription: "a trail surrogate and another", encoding: "UTF-16le", left: "00DC", right: "01DC"),
        Pair(
            testDescription: "surrogates the wrong way round", encoding: "UTF-16le", left: "00DC00D8", right: "01DC00D8"
        ),
        Pair(testDescription: "the same units", encoding: "UTF-16le", left: "00D8", right: "00D8", areSame: true),
        Pair(
            testDescription: "a lead surrogate the other way", encoding: "UTF-16be", left: "D8000041", right: "D800DC41"
        ),
    ])
    func `texts are equal exactly when their bytes are`(_ pair: Pair) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.sqlite")
        try Writer(path).execute(
            """
            PRAGMA encoding='\(pair.encoding)'; CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);
            INSERT INTO t VALUES (1, CAST(x'\(pair.left)' AS TEXT)), (2, CAST(x'\(pair.right)' AS TEXT));
            """)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let rows = try sandbox.run(sandbox.approve("SELECT a FROM t ORDER BY id", at: noon), at: noon).rows
        #expect((rows[0] == rows[1]) == pair.areSame, "\(rows)")
        #expect(rows.joined().allSatisfy { if case .blob = $0 { false } else { true } })
    }

    @Test(arguments: ["UTF-8", "UTF-16le", "UTF-16be"])
    func `text that is Unicode is text in every encoding`(_ encoding: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.sqlite")
        let text = "aé€𝄞\u{FFFD}e\u{301}"
        try Writer(path).execute(
            "PRAGMA encoding='\(encoding)'; CREATE TABLE t(a); INSERT INTO t VALUES ('\(text)'), (''), ('a' || char(0))"
        )
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let rows = try sandbox.run(sandbox.approve("SELECT a FROM t", at: noon), at: noon).rows
        #expect(rows == [[.text(text)], [.text("")], [.text("a\0")]])
    }

    @Test func `a lone surrogate has a place of its own in the bytes`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.sqlite")
        try Writer(path).execute(
            "PRAGMA encoding='UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES (CAST(x'610000D8AC20340034D81EDD' AS TEXT))"
        )
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let rows = try sandbox.run(sandbox.approve("SELECT a FROM t", at: noon), at: noon).rows
        let bytes: [UInt8] = [0x61, 0xED, 0xA0, 0x80, 0xE2, 0x82, 0xAC, 0x34, 0xF0, 0x9D, 0x84, 0x9E]
        #expect(rows == [[.malformedText(try #require(MalformedText(bytes)))]])
    }

    @Test func `half a unit of UTF-16 is kept`() {
        func text(_ bytes: [UInt8]) -> Value { bytes.withUnsafeBytes { Value(utf16: $0) } }
        #expect(text([0x41, 0]) == .text("A"))
        #expect(text([0x41, 0, 0x42]) != text([0x41, 0, 0x43]))
        #expect(text([0x41, 0, 0x42]) != text([0x41, 0]))
        #expect(text([0x42]) != text([]))
        #expect(text([]) == .text(""))
    }

    @Test func `a column whose name is no UTF-8 is read, and its name shown`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.sqlite")
        try Writer(path).execute(
            """
            CREATE TABLE t(caf0 TEXT, caf1 TEXT); INSERT INTO t VALUES ('a', 'b'); PRAGMA writable_schema=1;
            UPDATE sqlite_schema SET sql = CAST(x'435245415445205441424C45207428636166E92C20636166E829' AS TEXT);
            """)
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let result = try sandbox.run(sandbox.approve("SELECT * FROM t", at: noon), at: noon)
        #expect(result.columns == ["caf\u{FFFD}", "caf\u{FFFD}"])
        #expect(result.rows == [[.text("a"), .text("b")]])
    }
}
