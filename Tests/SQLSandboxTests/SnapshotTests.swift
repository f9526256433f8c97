import SQLSandbox
import Testing
import ToolRouter

@Suite struct SnapshotTests {
    private static let count = "SELECT count(*) FROM secret"

    private func rows(_ sql: String, _ sandbox: Sandbox, at now: Timestamp = noon) throws -> [[Value]] {
        try sandbox.run(sandbox.approve(sql, at: now), at: now).rows
    }

    @Test(arguments: [false, true])
    func `a snapshot sees no later write, and any other sandbox does`(isSnapshot: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=WAL")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: isSnapshot)
        let before = try rows(Self.count, sandbox)
        let version = try sandbox.dataVersion
        try writer.execute("INSERT INTO secret(ssn) VALUES ('9')")
        #expect((try rows(Self.count, sandbox) == before) == isSnapshot)
        #expect((try sandbox.dataVersion == version) == isSnapshot)
    }

    @Test func `without a write-ahead log a snapshot keeps writers out until it is closed`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let writer = try Writer(path)
        var sandbox: Sandbox? = try Sandbox(opening: path, policy: SandboxPolicy(), isSnapshot: true)
        _ = try rows(Self.count, #require(sandbox))
        #expect(throws: (any Error).self) { try writer.execute("INSERT INTO secret(ssn) VALUES ('9')") }
        sandbox = nil
        try writer.execute("INSERT INTO secret(ssn) VALUES ('9')")
    }

    @Test func `rows are remembered, unless the statement reads the clock`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(
            opening: folder.database(), policy: SandboxPolicy(), isSnapshot: true, remembersRows: true)
        let still = try sandbox.approve("SELECT name FROM customer", at: noon)
        let (first, second) = (try sandbox.run(still, at: noon), try sandbox.run(still, at: noon + .seconds(9)))
        #expect(first == second)
        #expect(address(first) == address(second), "the same rows, not others that are equal")

        let moving = try sandbox.approve("SELECT unixepoch('now'), name FROM customer", at: noon)
        #expect(try sandbox.run(moving, at: noon) != sandbox.run(moving, at: noon + .seconds(9)))
    }

    @Test func `a failure that lies in the rows is remembered too`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(
            opening: folder.database(), policy: SandboxPolicy(), isSnapshot: true, remembersRows: true)
        let approved = try sandbox.approve("SELECT abs(-9223372036854775808)", at: noon)
        let failures = (0..<2).map { _ in
            #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
        }
        #expect(failures[0]?.code == .failed)
        #expect(failures[0] == failures[1])
    }

    @Test func `rows of a database that may change are never remembered`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(), remembersRows: true)
        let before = try rows(Self.count, sandbox)
        try Writer(path).execute("INSERT INTO secret(ssn) VALUES ('9')")
        #expect(try rows(Self.count, sandbox) != before)
    }

    private func address(_ result: ResultSet) -> UnsafePointer<[Value]>? {
        result.rows.withUnsafeBufferPointer { $0.baseAddress }
    }
}
