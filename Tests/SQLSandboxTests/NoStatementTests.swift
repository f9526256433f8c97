import SQLSandbox
import Testing
import ToolRouter

/// A refusal says whether the text is a statement at all, whatever it is refused for.
@Suite struct NoStatementTests {
    static let rows: [(sql: String, code: SQLRefusal.Code, isNoStatement: Bool)] = [
        ("SELECT FROM customer", .invalid, true), ("SELECT 'a", .invalid, true), ("SELECT name FROM", .invalid, true),
        ("Begin by joining", .statementDenied, true), ("BEGIN", .statementDenied, false),
        ("PRAGMA table_info(customer) please", .statementDenied, true),
        ("SELECT code FROM secret for me", .tableDenied, true), ("SELECT code FROM secret", .tableDenied, false),
        ("SELECT nope FROM customer", .invalid, false), ("SELECT 1 FROM nowhere", .unknownTable, false),
        ("DROP TABLE customer and go", .notReadOnly, true), ("DROP TABLE customer", .notReadOnly, false),
        ("DROP TABLE IF EXISTS customer and go", .notReadOnly, false),
        // SQLite looks for the table before it reads on, so that nothing may depend on whether it is there.
        ("ALTER TABLE secret ADD COLUMN ,", .notReadOnly, false),
        ("ALTER TABLE nowhere ADD COLUMN ,", .notReadOnly, false),
        ("ALTER TABLE secret ADD", .notReadOnly, false), ("ALTER TABLE nowhere ADD", .notReadOnly, false),
        ("alter /**/ table main.secret ADD COLUMN b ,", .notReadOnly, false),
        ("alter /**/ table main.nowhere ADD COLUMN b ,", .notReadOnly, false),
        ("EXPLAIN ALTER TABLE secret ADD COLUMN ,", .notReadOnly, false),
        ("EXPLAIN ALTER TABLE nowhere ADD COLUMN ,", .notReadOnly, false),
        ("EXPLAIN QUERY PLAN ALTER TABLE secret ADD", .notReadOnly, false),
        ("EXPLAIN QUERY PLAN ALTER TABLE nowhere ADD", .notReadOnly, false),
        ("Alter the query to add a column", .invalid, true),
        ("Update: if not possible, say so", .invalid, true), ("SELECT \u{0}", .notText, true),
        ("SELECT 1; nonsense", .multipleStatements, false), ("-- nothing", .empty, false),
    ]

    @Test(arguments: rows)
    func `a text is a statement, or none:`(sql: String, code: SQLRefusal.Code, isNoStatement: Bool) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: onlyCustomers)
        let refusal = try #require(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal.code == code, "\(refusal)")
        #expect(refusal.isNoStatement == isNoStatement, "\(refusal)")
    }

    /// It travels with the refusal from a lane that is a process, and is remembered with it.
    @Test func `a pool says the same`() async throws {
        let folder = try TemporaryFolder()
        let pool = try SandboxPool(opening: folder.database(), policy: onlyCustomers)
        for row in Self.rows + Self.rows {
            let refusal = await #expect(throws: SQLRefusal.self) { try await pool.approve(row.sql, at: noon) }
            #expect(refusal?.isNoStatement == row.isNoStatement, "\(row.sql)")
        }
        await pool.close()
    }
}
