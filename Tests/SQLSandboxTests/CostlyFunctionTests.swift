import CSQLite
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct CostlyFunctionTests {
    private let folder: TemporaryFolder
    private let sandbox: Sandbox

    init() throws {
        folder = try TemporaryFolder()
        sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
    }

    private func outcome(_ sql: String) throws -> Result<[[Value]], SQLFailure> {
        let approved = try sandbox.approve(sql, at: noon)
        do throws(SQLFailure) {
            return .success(try sandbox.run(approved, at: noon).rows)
        } catch {
            return .failure(error)
        }
    }

    /// A text of so many times the letter, as an expression.
    private static func text(_ letter: String, doublings: Int) -> String {
        (0..<doublings).reduce("'\(letter)'") { text, _ in "replace(\(text), '\(letter)', '\(letter)\(letter)')" }
    }

    private static let (half, whole) = (text("a", doublings: 18), text("a", doublings: 19))

    @Test(arguments: [
        "instr(\(whole), \(half) || 'b')", "replace(\(whole), \(half) || 'b', 'c')",
        "trim(\(whole), \(text("b", doublings: 18)) || 'a')", "ltrim(\(whole), \(text("b", doublings: 18)) || 'a')",
        "rtrim(\(whole), \(text("b", doublings: 18)) || 'a')",
        "json_patch('{\"a\":\"' || \(whole) || '\"}', '{\"a\":\"' || \(half) || '\"}')",
    ])
    func `no function takes the time of two long texts multiplied`(call: String) throws {
        let clock = ContinuousClock()
        let begin = clock.now
        guard case .failure(let failure) = try outcome("SELECT length(\(call))") else {
            Issue.record("it was called")
            return
        }
        #expect(failure.code == .executionBudget)
        #expect(clock.now - begin < .seconds(3))
    }

    /// The longest that a pattern and a text may be.
    @Test(arguments: ["LIKE", "GLOB"])
    func `a pattern is short enough`(operation: String) throws {
        let star = operation == "LIKE" ? "%" : "*"
        let pattern = "'\(star)\(String(repeating: "a", count: 190))b\(star)'"
        let clock = ContinuousClock()
        let begin = clock.now
        #expect(try outcome("SELECT \(Self.whole) \(operation) \(pattern)").get() == [[.integer(0)]])
        #expect(clock.now - begin < .seconds(10))
    }

    /// Each is what SQLite's own function gives, down to types, NULL, blobs and broken text.
    @Test(arguments: [
        "instr('héllo', 'l')", "instr(x'0102', x'02')", "instr(x'6869', 'i')", "instr(12345, 34)", "instr(NULL, 'a')",
        "instr('a', '')", "typeof(instr('a', NULL))", "replace('abab', 'b', 'xyz')", "replace('a', '', 'x')",
        "replace(1.5, '.', ',')", "typeof(replace('1', '1', '2'))", "replace(NULL, 'a', 'b')",
        "trim('xxhixx', 'x')", "ltrim('éèa', 'èé')", "rtrim('abc', '')", "trim(1221, 1)", "trim(NULL, 'a')",
        "trim('  a  ')", "trim(CAST(x'ff41ff' AS TEXT), CAST(x'ff' AS TEXT)) = 'A'",
        "json_patch('{\"a\":1,\"b\":2}', '{\"a\":null}')", "json(json_patch('{}', '{\"a\":1}'))",
        "json_array(json_patch('{}', '{\"a\":1}'))", "typeof(json_patch('1', '2'))",
    ])
    func `a call within the limit gives what SQLite gives`(call: String) throws {
        var plain: OpaquePointer?
        try #require(sqlite3_open(":memory:", &plain) == SQLITE_OK)
        defer { sqlite3_close(plain) }
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(plain, "SELECT quote(\(call))", -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        let expected = String(cString: sqlite3_column_text(statement, 0))
        #expect(try outcome("SELECT quote(\(call))").get() == [[.text(expected)]])
    }

    @Test func `an error of SQLite's function keeps its words`() throws {
        guard case .failure(let failure) = try outcome("SELECT json_patch('{', '{}')") else {
            Issue.record("it has no error")
            return
        }
        #expect(failure == SQLFailure(.failed, "malformed JSON"))
    }

    @Test func `a program is the same with SQLite's own functions`() throws {
        let path = try folder.database(named: "other.sqlite")
        let bare = try Sandbox(opening: path, policy: SandboxPolicy(), layers: .all.subtracting(.hardening))
        for call in ["instr(name, 'a')", "replace(name, 'a', 'b')", "trim(name, 'a')", "instr('ab', 'b') + id"] {
            let sql = "SELECT \(call) FROM customer WHERE \(call) IS NOT NULL"
            #expect(try sandbox.approve(sql, at: noon).program == bare.approve(sql, at: noon).program)
        }
    }
}
