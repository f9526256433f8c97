import SQLSandbox
import Synchronization
import Testing
import ToolRouter

/// Writers that change the schema under statements that are approved already.
@Suite struct SchemaChangeTests {
    /// A change between the approval and a run, and what the run comes to.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var sql = "SELECT * FROM customer WHERE id = 1"
        let change: String
        var rows: [[Value]]?
        var failure: SQLFailure.Code?

        static let ada = [[Value.integer(1), .text("Ada"), .text("1815-12-10")]]
    }

    @Test(
        arguments: [
            Change(
                testDescription: "a column more", change: "ALTER TABLE customer ADD COLUMN city TEXT DEFAULT 'London'",
                rows: [Change.ada[0] + [.text("London")]]),
            Change(
                testDescription: "a column less", change: "ALTER TABLE customer DROP COLUMN born",
                rows: [[.integer(1), .text("Ada")]]),
            Change(
                testDescription: "a column renamed", sql: "SELECT name FROM customer",
                change: "ALTER TABLE customer RENAME COLUMN name TO called", failure: .failed),
            Change(testDescription: "a table gone", change: "DROP TABLE customer", failure: .failed),
            Change(
                testDescription: "a table renamed to what is denied",
                change: "DROP VIEW leak; DROP TABLE secret; ALTER TABLE customer RENAME TO secret", failure: .failed),
            Change(
                testDescription: "a denied table in its place",
                change: "DROP VIEW leak; DROP TABLE customer; ALTER TABLE secret RENAME TO customer",
                rows: [[.integer(1), .text("078-05-1120")]]),
            Change(
                testDescription: "a view of what is denied in its place",
                change: "DROP TABLE customer; CREATE VIEW customer AS SELECT * FROM secret", failure: .denied),
            Change(
                testDescription: "a view of what is denied below a view", sql: "SELECT * FROM spending",
                change: "DROP VIEW spending; CREATE VIEW spending AS SELECT * FROM leak", failure: .denied),
            Change(
                testDescription: "two tables that change pages",
                change: """
                    BEGIN; CREATE TABLE c AS SELECT * FROM customer; CREATE TABLE s AS SELECT * FROM secret;
                    DROP TABLE customer; DROP TABLE secret;
                    CREATE TABLE secret(id INTEGER PRIMARY KEY, ssn TEXT, born TEXT);
                    CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT, born TEXT);
                    INSERT INTO customer SELECT * FROM c; INSERT INTO secret SELECT id, ssn, ssn FROM s;
                    DROP TABLE c; DROP TABLE s; COMMIT
                    """, rows: Change.ada),
            Change(
                testDescription: "an index more", sql: "SELECT id FROM customer WHERE name = 'Ada'",
                change: "CREATE INDEX by_name ON customer(name)", rows: [[.integer(1)]]),
            Change(testDescription: "a vacuum", change: "DROP TABLE purchase; VACUUM", rows: Change.ada),
            Change(testDescription: "a log", change: "PRAGMA journal_mode=WAL", rows: Change.ada),
            Change(
                testDescription: "statistics",
                sql: "SELECT name FROM customer JOIN purchase ON customer_id = customer.id",
                change: "ANALYZE", rows: [[.text("Ada")], [.text("Ada")], [.text("Grace")]]),
            Change(
                testDescription: "a trigger more",
                change: "CREATE TRIGGER t AFTER INSERT ON customer BEGIN DELETE FROM secret; END", rows: Change.ada),
        ], [false, true])
    func `a schema that changed since the approval is the one that counts`(_ row: Change, isOpen: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let policy = SandboxPolicy(tables: .only(["customer", "purchase", "spending", "leak"]))
        let pool = try SandboxPool(path, policy, lanes: 2)
        let approved = try await pool.approve(row.sql, at: noon)
        // A lane that has compiled the statement before, and one that has not.
        if isOpen { for _ in 0..<4 { _ = try await pool.run(approved, at: noon) } }
        try Writer(path).execute(row.change)
        for _ in 0..<4 {
            let outcome = await pool.start(approved).value
            #expect((try? outcome.get().rows) == row.rows, "\(outcome)")
            #expect(outcome.failure == row.failure, "\(outcome)")
        }
    }

    @Test func `a denied column under another name takes its table with it`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let pool = try SandboxPool(path, SandboxPolicy(deniedColumns: ["secret": ["ssn"]]))
        let approved = try await pool.approve("SELECT id FROM secret NOT INDEXED", at: noon)
        #expect(try await pool.run(approved, at: noon).rows == [[.integer(1)]])
        try Writer(path).execute("ALTER TABLE secret RENAME COLUMN ssn TO number")
        #expect(await pool.start(approved).value.failure == .denied)
    }

    /// The writer strikes from within the statement, which looks at the clock as it runs.
    @Test(
        arguments: [
            "ALTER TABLE customer DROP COLUMN born", "DROP TABLE customer", "UPDATE customer SET name = 'X'",
            "DROP TABLE customer; CREATE VIEW customer AS SELECT * FROM secret", "DROP TABLE purchase; VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE",
        ], ["WAL", "DELETE"])
    func `a run sees one content from its beginning to its end`(strike: String, journal: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=\(journal)")
        let looks = Mutex(0)
        let struck = Mutex(false)
        let pool = try SandboxPool(
            opening: path,
            policy: SandboxPolicy(
                tables: .only(["customer"]), budget: ExecutionBudget(operations: .max / 2, time: .seconds(3_600))),
            settings: PoolSettings(lanes: 1),
            monotonicNow: {
                let look = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                if look == 5 {
                    // Refused while a reader is there, unless the log lets both go on.
                    let result: ()? = try? Writer(path).execute(strike)
                    struck.withLock { $0 = result != nil }
                }
                return .zero
            })
        let approved = try await pool.approve(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            SELECT count(*), min(name), max(born) FROM n, customer
            """, at: noon)
        looks.withLock { $0 = 0 }
        let before = try await pool.run(approved, at: noon).rows
        #expect(before == [[.integer(6_000), .text("Ada"), .text("1939-11-07")]])
        #expect(looks.withLock { $0 } > 5)

        let after = await pool.start(approved).value
        let isHarmless = strike.hasPrefix("PRAGMA") || strike.hasSuffix("VACUUM") || !struck.withLock { $0 }
        if isHarmless {
            #expect(try after.get().rows == before)
        } else if strike.hasPrefix("UPDATE") {
            #expect(try after.get().rows == [[.integer(6_000), .text("X"), .text("1939-11-07")]])
        } else {
            #expect(after.failure == (strike.contains("VIEW") ? .denied : .failed))
        }
        #expect(!struck.withLock { $0 } || journal == "WAL" || strike.hasPrefix("PRAGMA"))
    }

    @Test func `a writer can't leave the write-ahead log while lanes have it open, and nobody is hurt`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let writer = try Writer(path)
        try writer.execute("PRAGMA journal_mode=WAL")
        let pool = try SandboxPool(path, lanes: 2)
        #expect(try await pool.number("SELECT count(*) FROM customer") == 3)
        #expect(throws: (any Error).self) { try writer.execute("PRAGMA journal_mode=DELETE") }
        try writer.execute("INSERT INTO customer(name) VALUES ('Edsger'); PRAGMA wal_checkpoint(TRUNCATE)")
        #expect(try await pool.number("SELECT count(*) FROM customer") == 4)
    }
}
