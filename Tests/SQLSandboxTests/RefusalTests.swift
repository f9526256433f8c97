import SQLSandbox
import Testing
import ToolRouter

@Suite struct RefusalTests {
    @Test(arguments: RefusedStatement.all)
    func `a statement outside the policy is refused, and the code says why`(row: RefusedStatement) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(row.script), policy: row.policy)
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(row.sql, at: noon) }
        #expect(refusal.code == row.code, "\(refusal)")
        if let subject = row.subject { #expect(refusal.subject == subject, "\(refusal)") }
        #expect(!refusal.detail.isEmpty)
        #expect(try folder.contents == ["shop.sqlite"], "a refused statement left a file")
    }

    @Test(arguments: [
        ("an unknown table", "SELECT * FROM "), ("an unknown column", "SELECT "), ("a syntax error", "SELECT 1 FROM 1"),
        ("an unknown function", "SELECT 1, f"),
    ])
    func `a refusal does not repeat a long text:`(name: String, start: String) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let sql = start + String(repeating: "é", count: 15_000) + (start.hasSuffix("f") ? "()" : "")
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal.detail.utf8.count <= 1_003 && refusal.detail.hasSuffix("…"), "\(name)")
        #expect(refusal.subject?.utf8.count ?? 0 <= 1_003)
    }

    @Test func `a failure does not repeat a long text`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let path = String(repeating: "x", count: 30_000)
        let approved = try sandbox.approve("SELECT json_extract('{}', '$\(path)')", at: noon)
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure.detail.utf8.count <= 1_003 && failure.detail.hasSuffix("…"))
    }

    @Test func `every code that says something of a text is reached by a row above`() {
        let reached = Set(RefusedStatement.all.map(\.code))
        #expect(Set(SQLRefusal.Code.allCases).subtracting(reached) == [.databaseUnavailable, .busy, .cancelled])
    }

    @Test func `a denied table is answered with those that may be read, and no others`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: onlyCustomers)
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve("SELECT * FROM secret", at: noon) }
        #expect(refusal.hint == "tables: customer, purchase")
    }

    @Test func `a refusal leaves nothing behind that changes the next verdict`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: onlyCustomers)
        for row in RefusedStatement.outOfBounds {
            _ = try? sandbox.approve(row.sql, at: noon)
            let approved = try sandbox.approve("SELECT name FROM customer", at: noon)
            #expect(approved.tables == ["customer"])
        }
    }

    @Test func `a locked database is judged by the schema that was seen last, and busy when it is to be read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: onlyCustomers)
        let remembered = try sandbox.approve("SELECT 1", at: noon)
        let writer = try Writer(path)
        try writer.execute("BEGIN EXCLUSIVE")
        #expect(try sandbox.approve("SELECT 1", at: noon) === remembered)
        let approved = try sandbox.approve("SELECT name FROM customer WHERE id = 1", at: noon)
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT ssn FROM secret", at: noon) }
        #expect(refusal?.code == .tableDenied)
        let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure?.code == .busy)
        try writer.execute("COMMIT")
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("Ada")]])
    }
}
