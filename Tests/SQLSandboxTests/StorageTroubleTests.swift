import Testing
import ToolRouter

@testable import SQLSandbox

/// Trouble with the file of a database, injected below SQLite for one run of one statement.
@Suite struct StorageTroubleTests {
    private let now = Timestamp(microseconds: 1_795_165_200_000_000)

    private func sandbox(isSnapshot: Bool) throws -> (Sandbox, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let rows = (1...2_000).map { "(\($0), '\(String(repeating: "x", count: 100))')" }.joined(separator: ",")
        try DatabaseScript.build(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES \(rows);", at: folder.file("t.sqlite")
        )
        return (
            try Sandbox(
                opening: folder.file("t.sqlite"), policy: SandboxPolicy(), isSnapshot: isSnapshot,
                remembersRows: isSnapshot), folder
        )
    }

    private func code(_ sandbox: Sandbox, _ statement: ApprovedStatement) -> String {
        do throws(SQLFailure) {
            return "\(try sandbox.run(statement, at: now).rows.count) rows"
        } catch {
            return error.code.rawValue
        }
    }

    @Test(arguments: StorageTrouble.allCases, [true, false])
    func `is met once, by that run, and leaves nothing behind`(trouble: StorageTrouble, isSnapshot: Bool) async throws {
        let (sandbox, folder) = try sandbox(isSnapshot: isSnapshot)
        defer { withExtendedLifetime(folder) {} }
        let statement = try sandbox.approve("SELECT count(*) FROM t WHERE b LIKE '%y%'", at: now)
        let other = try sandbox.approve("SELECT a FROM t WHERE a < 4", at: now)
        for _ in 1...3 {
            #expect(code(sandbox, statement) == "1 rows")
            let awaited = AwaitedTrouble(trouble)
            let found = await awaited.awaiting { code(sandbox, statement) }
            #expect(found == (trouble == .busy ? "busy" : "database_unavailable"))
            #expect(awaited.wasMet)
            #expect(code(sandbox, other) == "3 rows")
        }
        #expect(code(sandbox, statement) == "1 rows")
        let units = try (0..<2).map { _ in try sandbox.execute(statement, at: now).units }
        #expect(units[0] == units[1])
    }

    @Test func `one that follows another is its own`() async throws {
        let (sandbox, folder) = try sandbox(isSnapshot: true)
        defer { withExtendedLifetime(folder) {} }
        let statements = try ["SELECT count(*) FROM t WHERE b LIKE '%y%'", "SELECT b, count(*) FROM t GROUP BY b"].map {
            try sandbox.approve($0, at: now)
        }
        for first in StorageTrouble.allCases {
            for second in StorageTrouble.allCases {
                for statement in statements {
                    _ = await AwaitedTrouble(first).awaiting { code(sandbox, statements[0]) }
                    let found = await AwaitedTrouble(second).awaiting { code(sandbox, statement) }
                    #expect(found == (second == .busy ? "busy" : "database_unavailable"), "\(first), then \(second)")
                }
            }
        }
    }

    @Test func `a statement that reads no page meets nothing but a lock`() async throws {
        let (sandbox, folder) = try sandbox(isSnapshot: true)
        defer { withExtendedLifetime(folder) {} }
        let statement = try sandbox.approve("SELECT 1", at: now)
        let awaited = AwaitedTrouble(.ioerr)
        #expect(await awaited.awaiting { code(sandbox, statement) } == "1 rows")
        #expect(!awaited.wasMet)
    }
}
