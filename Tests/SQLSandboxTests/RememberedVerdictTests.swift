import SQLSandbox
import Testing
import ToolRouter

@Suite struct RememberedVerdictTests {
    @Test(arguments: [false, true])
    func `a text is judged once`(isSnapshot: Bool) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy(), isSnapshot: isSnapshot)
        let first = try sandbox.approve("SELECT name FROM customer", at: noon)
        #expect(try sandbox.approve("SELECT name FROM customer", at: noon + .seconds(1)) === first)
        #expect(try sandbox.approve("SELECT name FROM customer ", at: noon) !== first)
    }

    @Test func `texts that Unicode holds for equal are two texts`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        for text in ["\u{E9}", "e\u{301}"] {
            let approved = try sandbox.approve("SELECT length('\(text)')", at: noon)
            #expect(try sandbox.run(approved, at: noon).rows == [[.integer(Int64(text.unicodeScalars.count))]])
        }
    }

    @Test func `a new schema is judged anew, whichever way the verdict was`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy())
        let writer = try Writer(path)
        for _ in 0..<2 {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT a FROM later", at: noon) }
            #expect(refusal?.code == .unknownTable)
        }
        try writer.execute("CREATE TABLE later(a)")
        let approved = try sandbox.approve("SELECT a FROM later", at: noon)
        #expect(approved.tables == ["later"])
        try writer.execute("DROP TABLE later")
        // As each request does, for the key of its answer.
        _ = try sandbox.dataVersion
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT a FROM later", at: noon) }
    }

    @Test func `until anybody looks an approval is remembered, and its run finds out`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let policy = SandboxPolicy(tables: .only(["customer", "purchase"]))
        let sandbox = try Sandbox(opening: path, policy: policy)
        let approved = try sandbox.approve("SELECT name FROM customer", at: noon)
        try Writer(path).execute(
            "ALTER TABLE customer RENAME TO people; CREATE VIEW customer AS SELECT ssn AS name FROM secret")
        #expect(try sandbox.approve("SELECT name FROM customer", at: noon) === approved)
        let failure = #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure?.code == .denied)
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT name FROM customer", at: noon) }
    }

    @Test func `a forgotten verdict is made again, and what it approved still runs`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy(), isSnapshot: true)
        let first = try sandbox.approve("SELECT 0", at: noon)
        let blanks = String(repeating: " ", count: 20_000)
        for number in 1...1_000 { _ = try sandbox.approve("SELECT \(number)\(blanks)", at: noon) }
        #expect(try sandbox.approve("SELECT 0", at: noon) !== first)
        #expect(try sandbox.run(first, at: noon).rows == [[.integer(0)]])
    }
}
