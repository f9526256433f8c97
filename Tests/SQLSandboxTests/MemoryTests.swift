import SQLSandbox
import Testing
import ToolRouter

/// The memory that compiling and running may take. It is that of all of SQLite in a process, so each test has a process of its own.
@Suite struct MemoryTests {
    /// Approves common table expressions, each of which is `body` with the one before as `%1`.
    private static func approveChain(of body: String, length: Int) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let chain = (1...length).map { "c\($0) AS (\(body.replacing("%1", with: "c\($0 - 1)")))" }
        let sql = "WITH c0 AS (SELECT id AS a FROM customer), \(chain.joined(separator: ", ")) SELECT a FROM c\(length)"
        for _ in 0..<2 {
            let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
            #expect(refusal.code == .tooComplex, "\(refusal)")
        }
        #expect(throws: Never.self) { try sandbox.approve("SELECT name FROM customer", at: noon) }
    }

    @Test func `expressions that join the one before with itself are refused before they fill the memory`() async {
        await #expect(processExitsWith: .success) {
            try MemoryTests.approveChain(of: "SELECT x.a FROM %1 x, %1 y", length: 40)
        }
    }

    @Test func `expressions that add the one before to itself are refused before they fill the memory`() async {
        await #expect(processExitsWith: .success) {
            try MemoryTests.approveChain(of: "SELECT a + a AS a FROM %1", length: 40)
        }
    }

    @Test func `expressions that repeat the one before in a call are refused before they fill the memory`() async {
        await #expect(processExitsWith: .success) {
            try MemoryTests.approveChain(of: "SELECT max(a, a, a, a, a, a, a, a) AS a FROM %1", length: 12)
        }
    }

    /// Runs `sql`, in which `rows` are the rows of 900,000 bytes that do not fit into the memory.
    private static func expectNoFile(of sql: String) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let rows =
            "WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18), "
            + "rows(i, s) AS (SELECT 1, s FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM rows LIMIT 400)"
        let approved = try sandbox.approve("\(rows) \(sql)", at: noon)
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        #expect(failure.code == .executionBudget, "\(failure)")
        let next = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
        #expect(try sandbox.run(next, at: noon).rows == [[.integer(3)]])
    }

    @Test func `a sort that does not fit into the memory fails and is not written to a file`() async {
        await #expect(processExitsWith: .success) {
            try MemoryTests.expectNoFile(of: "SELECT length(s) FROM (SELECT i || s AS s FROM rows ORDER BY 1) LIMIT 1")
        }
    }

    @Test func `a set that does not fit into the memory fails and is not written to a file`() async {
        await #expect(processExitsWith: .success) {
            try MemoryTests.expectNoFile(of: "SELECT count(*) FROM (SELECT i || s AS s FROM rows UNION SELECT 'x')")
        }
    }

    @Test func `a snapshot stays what it was when memory has run out, whoever writes then`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = try folder.database()
            try Writer(path).execute("PRAGMA journal_mode=WAL")
            let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true)
            let rows =
                "WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18), rows(i, s) AS "
                + "(SELECT 1, s FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM rows LIMIT 400)"
            let greedy = try sandbox.approve("\(rows) SELECT count(DISTINCT i || s) FROM rows", at: noon)
            let failure = try #require(throws: SQLFailure.self) { try sandbox.run(greedy, at: noon) }
            #expect(failure.code == .executionBudget)
            try Writer(path).execute("INSERT INTO customer(name) VALUES ('Dora')")
            let count = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
            #expect(try sandbox.run(count, at: noon).rows == [[.integer(3)]])
        }
    }

    /// Texts that are short and compile to much: each of a megabyte.
    @Test func `what is kept compiled is bounded by its size, not its number`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
            let lists = (0..<20).map { list in
                "id IN (" + (0..<150).map { "\($0 + list * 1_000)" }.joined(separator: ",") + ")"
            }.joined(separator: " OR ")
            for number in 0..<600 {
                let columns = (0..<1_500).map { _ in "id" }.joined(separator: ",")
                _ = try sandbox.approve("SELECT \(columns), \(number) FROM customer WHERE \(lists)", at: noon)
            }
        }
    }
}
