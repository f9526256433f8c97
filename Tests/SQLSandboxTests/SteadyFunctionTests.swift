import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct SteadyFunctionTests {
    private static let values = [
        "NULL", "''", "'a'", "'aa'", "'ab'", "'xaxbx'", "'é'", "'éa é'", "'日本語'", "'aé\u{301}'", "12", "1.5", "-0.0",
        "x''", "x'61'", "x'6100'", "x'00'", "x'c3'", "x'a9'", "x'c3a9'", "x'c3a961c3'", "x'f09f9880'", "x'e9a9a9'",
        "CAST(x'c3' AS TEXT)", "CAST(x'a9' AS TEXT)", "CAST(x'a9c3a9' AS TEXT)", "CAST(x'c3c3a9a9' AS TEXT)",
        "CAST(x'6100c3' AS TEXT)", "CAST(x'00' AS TEXT)",
    ]

    private func rows(_ sql: String, _ connection: Sandbox) throws -> [[Value]] {
        try connection.run(connection.approve(sql, at: noon), at: noon).rows
    }

    /// The functions of the sandbox, and SQLite's own where the layer that replaces them is gone.
    private func twoSandboxes(_ folder: TemporaryFolder) throws -> (steady: Sandbox, own: Sandbox) {
        let path = try folder.database()
        return (
            try Sandbox(opening: path, policy: SandboxPolicy()),
            try Sandbox(opening: path, policy: SandboxPolicy(), layers: .all.subtracting(.hardening))
        )
    }

    @Test(arguments: ["trim", "ltrim", "rtrim", "instr"])
    func `a function of two arguments gives what SQLite's own gives:`(function: String) throws {
        let folder = try TemporaryFolder()
        let (steady, own) = try twoSandboxes(folder)
        for first in Self.values {
            for second in Self.values {
                let call = "\(function)(\(first), \(second))"
                let sql = "SELECT \(call), typeof(\(call)), hex(\(call))"
                #expect(try rows(sql, steady) == rows(sql, own), "\(call)")
            }
        }
    }

    @Test(arguments: [
        "SELECT instr(b, 'a'), typeof(b), hex(b) FROM (SELECT x'6162' AS b LIMIT 1)",
        "SELECT instr('ab', b), typeof(b), hex(b) FROM (SELECT x'62' AS b LIMIT 1)",
        "SELECT replace(n, '1', '2'), typeof(n), n + 1 FROM (SELECT 1.5 AS n LIMIT 1)",
        "SELECT trim(b, 'a'), typeof(b), hex(b) FROM (SELECT x'6162' AS b LIMIT 1)",
    ])
    func `an argument stays what it is:`(sql: String) throws {
        let folder = try TemporaryFolder()
        let (steady, own) = try twoSandboxes(folder)
        #expect(try rows(sql, steady) == rows(sql, own))
    }

    @Test func `replace gives what SQLite's own gives`() throws {
        let folder = try TemporaryFolder()
        let (steady, own) = try twoSandboxes(folder)
        for first in Self.values {
            for second in Self.values {
                let calls = Self.values.map { "replace(\(first), \(second), \($0))" }
                let sql = "SELECT " + calls.map { "typeof(\($0)), hex(\($0))" }.joined(separator: ", ")
                #expect(try rows(sql, steady) == rows(sql, own), "\(first), \(second)")
            }
        }
    }

    private static let roomy = SandboxPolicy(limits: .with { $0.valueBytes = 1_000_000 })

    /// A text of `x`, doubled often enough.
    private static let long =
        "WITH RECURSIVE d(s) AS (SELECT 'aaaaaaa' UNION ALL SELECT s || s FROM d LIMIT 18), "
        + "l(s) AS (SELECT s FROM d ORDER BY length(s) DESC LIMIT 1)"

    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            ("trim", "trim(s, replace(s, 'a', 'b') || 'a')", 0), ("ltrim", "ltrim(s, replace(s, 'a', 'b') || 'a')", 0),
            ("instr", "instr(s, substr(s, 1, 400000) || 'b')", 0),
            ("replace", "length(replace(s, substr(s, 1, 400000) || 'b', ''))", 917_504),
        ])
    func `a call with long arguments ends soon:`(function: String, call: String, result: Int64) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: Self.roomy)
        let value = function.hasSuffix("trim") ? "length(\(call))" : call
        #expect(try rows("\(Self.long) SELECT \(value) FROM l", sandbox) == [[.integer(result)]])
    }

    @Test func `replace stops at the longest value`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: Self.roomy)
        let failure = #expect(throws: SQLFailure.self) {
            try rows("\(Self.long) SELECT length(replace(s, 'a', s)) FROM l", sandbox)
        }
        #expect(failure?.code == .executionBudget)
    }
}
