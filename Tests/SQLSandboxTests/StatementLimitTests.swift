import SQLSandbox
import Testing
import ToolRouter

@Suite struct StatementLimitTests {
    /// A lowered limit, a statement that is as large as it allows, and one that is larger by one.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let limits: StatementLimits
        let fits: String
        let exceeds: String
        /// Whether the usual limit is the lowest.
        var isUsual = false
        /// Why it is refused; nil when it fails while it runs.
        var code: SQLRefusal.Code? = .tooComplex
    }

    private static func sum(_ terms: Int) -> String { "SELECT 1" + String(repeating: " + 1", count: terms - 1) }

    private static func union(_ parts: Int) -> String {
        (0..<parts).map { "SELECT \($0)" }.joined(separator: " UNION ALL ")
    }

    private static func call(_ arguments: Int) -> String {
        "SELECT max(" + (0..<arguments).map(String.init).joined(separator: ",") + ")"
    }

    /// A value of four times as many bytes.
    private static func hex(_ bytes: Int) -> String {
        "SELECT length(hex(hex('" + String(repeating: "x", count: bytes) + "')))"
    }

    static let rows = [
        Row(
            testDescription: "bytes of the text", limits: .with { $0.statementBytes = 8 }, fits: "SELECT 1",
            exceeds: "SELECT 10", code: .tooLong),
        Row(
            testDescription: "depth of an expression", limits: .with { $0.expressionDepth = 10 }, fits: sum(10),
            exceeds: sum(11)),
        Row(
            testDescription: "parts of a compound", limits: .with { $0.compoundSelects = 5 }, fits: union(5),
            exceeds: union(6)),
        Row(
            testDescription: "arguments", limits: .with { $0.functionArguments = 10 }, fits: call(10),
            exceeds: call(11)),
        Row(
            testDescription: "bytes of a pattern", limits: .with { $0.patternBytes = 3 },
            fits: "SELECT name LIKE 'A%a' FROM customer", exceeds: "SELECT name LIKE 'A%da' FROM customer", code: nil),
        Row(
            testDescription: "bytes of a value", limits: .with { $0.valueBytes = 100_000 },
            fits: hex(24_000), exceeds: hex(26_000),
            isUsual: true, code: nil),
    ]

    @Test(arguments: rows)
    func `what is one larger than a lowered limit is refused or fails`(row: Row) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy(limits: row.limits))
        #expect(throws: Never.self) { try sandbox.run(sandbox.approve(row.fits, at: noon), at: noon) }
        if let code = row.code {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(row.exceeds, at: noon) }
            #expect(refusal?.code == code)
        } else {
            let approved = try sandbox.approve(row.exceeds, at: noon)
            #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        }
        let limits = row.isUsual ? StatementLimits.with { $0.valueBytes = 1_000_000 } : StatementLimits()
        let usual = try Sandbox(
            opening: folder.database(named: "usual.sqlite"), policy: SandboxPolicy(limits: limits))
        #expect(throws: Never.self) { try usual.run(usual.approve(row.exceeds, at: noon), at: noon) }
    }

    @Test func `under the lowest limits a schema is still read`() throws {
        let folder = try TemporaryFolder()
        let limits = StatementLimits.with { limits in
            limits.statementBytes = 40
            limits.valueBytes = 100_000
            limits.expressionDepth = 10
            limits.compoundSelects = 5
            limits.functionArguments = 10
            limits.patternBytes = 1
        }
        let policy = SandboxPolicy(deniedColumns: ["secret": ["ssn"]], limits: limits)
        let sandbox = try Sandbox(opening: folder.database(), policy: policy)
        let approved = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
        #expect(try sandbox.run(approved, at: noon).rows == [[.integer(3)]])
    }
}

extension StatementLimits {
    /// The defaults, changed.
    static func with(_ change: (inout StatementLimits) -> Void) -> StatementLimits {
        var limits = StatementLimits()
        change(&limits)
        return limits
    }
}
