import Foundation
import GRDB
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterServer

/// The memory that statements may take is not the audit store's, though both use the SQLite of one process.
@Suite struct AuditMemoryTests {
    /// A sort of 400 texts of 900,000 bytes, which is more than a statement may have.
    private static let greedy = """
        WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18),
          rows(i, s) AS (SELECT 1, s FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM rows LIMIT 400)
        SELECT length(s) FROM (SELECT i || s AS s FROM rows ORDER BY 1) LIMIT 1
        """

    @Test func `a sort at the limit of memory fails itself, and no record`() async throws {
        let folder = try AuditFolder()
        let path = folder.path + "/empty.sqlite"
        try DatabaseScript.build("CREATE TABLE item (id INTEGER PRIMARY KEY);", at: path)
        var limits = StatementLimits()
        limits.valueBytes = 1_000_000
        let policy = SandboxPolicy(budget: ExecutionBudget(operations: 1_000_000_000), limits: limits)
        let sandbox = try Sandbox(opening: path, policy: policy)
        let statement = try sandbox.approve(Self.greedy, at: AuditFolder.start)

        let store = try AuditStore(AuditSettings(folder: folder.path + "/audit"))
        let failures = Journal<String>()
        let sorts = Task.detached {
            for _ in 0..<3 {
                do throws(SQLFailure) {
                    _ = try sandbox.run(statement, at: AuditFolder.start)
                } catch {
                    failures.add(error.detail)
                }
            }
        }
        var written = 0
        while failures.entries.count < 3, written < 1_000_000 {
            #expect(await store.append(.answer(written)))
            written += 1
        }
        await sorts.value
        store.close()
        #expect(failures.entries == [String](repeating: "the statement takes more than 256 MiB of memory", count: 3))
        #expect(store.status.refused == 0)
        let verification = try AuditVerification.of(folder.path + "/audit")
        #expect(verification.findings == [])
        #expect(verification.records == written)
    }
}
