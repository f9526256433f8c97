import SQLSandbox
import Testing
import ToolRouter

/// The memory that compiling may take. It is that of all of SQLite in a process, so each test has a process of its own.
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
}
