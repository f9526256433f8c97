import Foundation
import SQLSandbox
import Testing
import ToolRouter

@Suite struct ApprovalTests {
    /// A query that must pass, with what it reads and what it answers.
    struct ApprovedQuery: CustomTestStringConvertible, Sendable {
        let name: String
        let sql: String
        let tables: [String]
        let functions: [String]
        let rows: [[Value]]
        var policy = SandboxPolicy()

        var testDescription: String { name }
    }

    static let queries: [ApprovedQuery] = [
        .init(name: "a constant", sql: "SELECT 1", tables: [], functions: [], rows: [[.integer(1)]]),
        .init(name: "VALUES", sql: "VALUES (1), (2)", tables: [], functions: [], rows: [[.integer(1)], [.integer(2)]]),
        .init(name: "a semicolon", sql: "SELECT 1;", tables: [], functions: [], rows: [[.integer(1)]]),
        .init(name: "semicolons around", sql: ";;SELECT 1;;", tables: [], functions: [], rows: [[.integer(1)]]),
        .init(name: "a comment after", sql: "SELECT 1; -- x", tables: [], functions: [], rows: [[.integer(1)]]),
        .init(
            name: "comments all over", sql: "/* a */ SELECT /* b */ 1; /* c */ -- d\n /* open", tables: [],
            functions: [],
            rows: [[.integer(1)]]),
        .init(
            name: "a count", sql: "SELECT count(*) FROM CUSTOMER", tables: ["customer"], functions: ["count"],
            rows: [[.integer(3)]]),
        .init(
            name: "LIKE, which is a function", sql: "SELECT name FROM customer WHERE name LIKE 'a%'",
            tables: ["customer"], functions: ["like"], rows: [[.text("Ada")]]),
        .init(
            name: "a view and its table, both allowed", sql: "SELECT sum(cents) FROM spending",
            tables: ["purchase", "spending"], functions: ["sum"], rows: [[.integer(2_549)]],
            policy: SandboxPolicy(tables: .only(["SPENDING", "Purchase"]))),
        .init(
            name: "a count of a common table expression",
            sql: "WITH x AS (SELECT name FROM customer) SELECT count(*) FROM x", tables: ["customer"],
            functions: ["count"], rows: [[.integer(3)]], policy: SandboxPolicy(tables: .only(["customer"]))),
        .init(
            name: "a recursion that ends",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
            tables: [], functions: [], rows: [[.integer(1)], [.integer(2)], [.integer(3)]]),
        .init(
            name: "a window", sql: "SELECT id, rank() OVER (ORDER BY id DESC) FROM customer ORDER BY id LIMIT 1",
            tables: ["customer"], functions: ["rank"], rows: [[.integer(1), .integer(3)]]),
        .init(
            name: "JSON", sql: #"SELECT '{"a": 5}' ->> 'a'"#, tables: [], functions: ["->>"], rows: [[.integer(5)]]),
        .init(
            name: "the longest text", sql: "SELECT 1" + String(repeating: " ", count: 32_760), tables: [],
            functions: [], rows: [[.integer(1)]]),
        .init(
            name: "a chain of 90 ANDs", sql: "SELECT 1" + String(repeating: " AND 1", count: 90), tables: [],
            functions: [], rows: [[.integer(1)]]),
        .init(
            name: "a compound of 20", sql: (0..<20).map { _ in "SELECT 7" }.joined(separator: " UNION "), tables: [],
            functions: [], rows: [[.integer(7)]]),
    ]

    @Test(arguments: queries)
    func `a query within the policy is approved, and says what it reads`(row: ApprovedQuery) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: row.policy)
        let approved = try sandbox.approve(row.sql, at: noon)
        #expect(approved.sql == row.sql)
        #expect(approved.tables == row.tables)
        #expect(approved.functions == row.functions)
        #expect(!approved.readsClock)
        #expect(try sandbox.run(approved, at: noon).rows == row.rows)
        #expect(try folder.contents == ["shop.sqlite"], "reading left a file")
    }

    @Test func `an approved statement runs again from its beginning`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox.approve("SELECT name AS who, id FROM customer ORDER BY id", at: noon)
        let first = try sandbox.run(approved, at: noon)
        #expect(first.columns == ["who", "id"] && approved.columns == first.columns)
        #expect(first.rows.count == 3 && !first.isTruncated)
        #expect(try sandbox.run(approved, at: noon) == first)
    }

    @Test func `values keep their storage class, and broken text its bytes`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox.approve(
            "SELECT NULL, 9223372036854775807, 0.5, 'a' || char(0) || 'é', x'00ff', CAST(x'61ff62' AS TEXT), x''",
            at: noon)
        #expect(
            try sandbox.run(approved, at: noon).rows == [
                [
                    .null, .integer(.max), .real(0.5), .text("a\u{0}é"), .blob([0, 255]),
                    .malformedText(try #require(MalformedText([0x61, 0xFF, 0x62]))), .blob([]),
                ]
            ])
    }

    @Test func `a misspelt column in double quotes is an error, unless the policy makes it a string`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let strict = try Sandbox(opening: path, policy: SandboxPolicy())
        let refusal = #expect(throws: SQLRefusal.self) {
            try strict.approve(#"SELECT "nosuchcol" FROM customer"#, at: noon)
        }
        #expect(refusal?.code == .invalid)
        #expect(refusal?.hint?.contains("single quotes") == true)

        let lenient = try Sandbox(opening: path, policy: SandboxPolicy(doubleQuotedStrings: true))
        let approved = try lenient.approve(#"SELECT "nosuchcol" FROM customer LIMIT 1"#, at: noon)
        #expect(try lenient.run(approved, at: noon).rows == [[.text("nosuchcol")]])
    }

    @Test func `a statement outlives the variable that held its sandbox`() throws {
        let folder = try TemporaryFolder()
        var sandbox: Sandbox? = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox?.approve("SELECT 1", at: noon)
        sandbox = nil
        #expect(approved?.columns == ["1"])
    }

    @Test func `a statement is compiled again when the schema changes, under the same policy`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["spending", "purchase"])))
        let approved = try sandbox.approve("SELECT * FROM spending", at: noon)
        let counted = try sandbox.approve("SELECT count(*) FROM spending", at: noon)
        let writer = try Writer(path)

        try writer.execute("DROP VIEW spending; CREATE VIEW spending AS SELECT id FROM purchase")
        #expect(try sandbox.run(approved, at: noon).columns == ["id"])

        try writer.execute("DROP VIEW spending; CREATE VIEW spending AS SELECT ssn FROM secret")
        for statement in [approved, counted] {
            let failure = #expect(throws: SQLFailure.self) { try sandbox.run(statement, at: noon) }
            #expect(failure?.code == .denied)
        }
    }

    @Test func `a table that appears later is not taken for a common table expression`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["customer"])))
        _ = try sandbox.approve("SELECT 1", at: noon)
        try Writer(path).execute("CREATE TABLE later (a)")
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT count(*) FROM later", at: noon) }
        #expect(refusal?.code == .tableDenied)
    }

    @Test func `no writer comes between reading the schema and judging a statement`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let policy = SandboxPolicy(tables: .only(["customer"]), budget: ExecutionBudget(time: .seconds(1)))
        // The sandbox looks at the clock after it has read the schema and before it compiles the statement.
        let sandbox = try Sandbox(
            opening: path, policy: policy,
            monotonicNow: {
                #expect(throws: CocoaError.self) { try Writer(path).execute("CREATE TABLE later (a)") }
                return .zero
            })
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT count(*) FROM later", at: noon) }
        #expect(refusal?.code == .unknownTable)
    }

    @Test func `running a statement of another sandbox traps`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let (one, other) = try (
                Sandbox(opening: path, policy: SandboxPolicy()), Sandbox(opening: path, policy: SandboxPolicy())
            )
            _ = try other.run(one.approve("SELECT 1", at: noon), at: noon)
        }
        // The folder must outlive the other process.
        #expect(try folder.contents == ["shop.sqlite"])
    }

    @Test func `tasks may share a sandbox`() async throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        try await withThrowingTaskGroup(of: Value?.self) { group in
            for second in 0..<200 {
                group.addTask {
                    let now = Timestamp(nanoseconds: Int64(second) * 1_000_000_000)
                    let approved = try sandbox.approve("SELECT unixepoch('now') - \(second)", at: now)
                    return try sandbox.run(approved, at: now).rows.first?.first
                }
            }
            for try await value in group { #expect(value == .integer(0)) }
        }
    }
}
