import Foundation
import SQLSandbox
import Synchronization
import Testing
import ToolRouter

/// An export that never stops works on the very file that four lanes answer from.
@Suite(.serialized) struct LiveWriterTests {
    private static let accounts: Int64 = 100
    private static let cents: Int64 = 1_000
    /// What stands in the denied table, and nowhere else.
    private static let secret: Int64 = 77_777_777_777

    private static let script = """
        CREATE TABLE account (id INTEGER PRIMARY KEY, cents INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(accounts))
        INSERT INTO account SELECT i, \(cents) FROM n;
        CREATE TABLE vault (id INTEGER PRIMARY KEY, cents INTEGER);
        INSERT INTO vault SELECT id, \(secret) FROM account;
        """

    /// What the export does, over and over. Money only changes hands.
    private static let steps = [
        "BEGIN; UPDATE account SET cents = cents - 7 WHERE id = 3; UPDATE account SET cents = cents + 7 WHERE id = 97; COMMIT",
        "ALTER TABLE account ADD COLUMN note TEXT DEFAULT 'x'",
        "BEGIN; UPDATE account SET cents = cents - 1 WHERE id <= 50; UPDATE account SET cents = cents + 1 WHERE id > 50; COMMIT",
        "ALTER TABLE account DROP COLUMN note",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        // The two tables change pages.
        """
        BEGIN; CREATE TABLE a AS SELECT id, cents FROM account; CREATE TABLE v AS SELECT id, cents FROM vault;
        DROP TABLE account; DROP TABLE vault;
        CREATE TABLE vault (id INTEGER PRIMARY KEY, cents INTEGER);
        CREATE TABLE account (id INTEGER PRIMARY KEY, cents INTEGER);
        INSERT INTO account SELECT * FROM a; INSERT INTO vault SELECT * FROM v; DROP TABLE a; DROP TABLE v; COMMIT
        """,
        "VACUUM",
        "BEGIN; ALTER TABLE account RENAME TO kept; CREATE VIEW account AS SELECT * FROM vault; COMMIT",
        "BEGIN; DROP VIEW account; ALTER TABLE kept RENAME TO account; COMMIT",
        "ALTER TABLE account RENAME COLUMN cents TO pence",
        "ALTER TABLE account RENAME COLUMN pence TO cents",
        "CREATE INDEX by_cents ON account(cents)",
        "BEGIN; DELETE FROM account WHERE id = 1; INSERT INTO account(id, cents) SELECT 1, 100000 - sum(cents) FROM account; COMMIT",
        "PRAGMA wal_checkpoint(RESTART)",
        "DROP INDEX by_cents",
        "ANALYZE",
    ]

    private static let questions = [
        "SELECT count(*), sum(cents) FROM account",
        "SELECT count(*), sum(cents) FROM (SELECT DISTINCT id, cents FROM account ORDER BY cents)",
        "SELECT count(*), (SELECT sum(cents) FROM account WHERE id <= 50) + (SELECT sum(cents) FROM account WHERE id > 50) FROM account",
        "WITH a AS MATERIALIZED (SELECT * FROM account) SELECT count(*), sum(a.cents) FROM a JOIN account b USING (id)",
    ]

    @Test(arguments: ["WAL", "DELETE", "TRUNCATE", "replaced"])
    func `every answer is right or a failure with a name`(journal: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(Self.script, named: "bank.sqlite")
        let isReplaced = journal == "replaced"
        let modes = isReplaced ? "DELETE" : journal
        try Writer(path).execute("PRAGMA journal_mode=\(modes)")
        let pool = try SandboxPool(
            path, SandboxPolicy(tables: .only(["account", "kept"])), lanes: 4, busyTimeout: .milliseconds(500))

        let written = Mutex(0)
        let hasAsked = Mutex(false)
        let copy = folder.file("copy.sqlite")
        let export = OtherThread {
            var writer = try Writer(path)
            while !hasAsked.withLock({ $0 }) {
                for step in Self.steps {
                    try writer.insist(on: "PRAGMA synchronous=OFF; PRAGMA busy_timeout=20; \(step)")
                    written.withLock { $0 += 1 }
                    usleep(500)
                }
                guard isReplaced else { continue }
                try writer.execute("VACUUM INTO '\(copy)'")
                writer = try Writer(copy)
                guard rename(copy, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
                // The path of an open database must not change under its writer.
                writer = try Writer(path)
            }
        }

        let tally = await withTaskGroup(of: Tally.self) { group in
            for asker in 0..<6 {
                group.addTask {
                    var tally = Tally()
                    for round in 0..<200 {
                        tally.add(await ask(pool, Self.questions[(asker + round) % Self.questions.count]))
                    }
                    return tally
                }
            }
            return await group.reduce(into: Tally()) { $0.add($1) }
        }
        hasAsked.withLock { $0 = true }
        try export.join()
        #expect(tally.wrong.isEmpty, "\(tally.wrong)")
        #expect(tally.right > 50 && written.withLock { $0 } >= Self.steps.count, "\(tally)")
        for _ in 0..<8 {
            for question in Self.questions { #expect(await ask(pool, question) == .right) }
        }
        print("live writer, \(journal): \(written.withLock { $0 }) writes, \(tally)")
    }

    /// What a question came to.
    enum End: Equatable {
        case right
        case wrong(String)
        case failed(String)
    }

    /// How the questions ended.
    struct Tally: CustomStringConvertible {
        var right = 0
        var wrong: [String] = []
        var failed: [String: Int] = [:]

        mutating func add(_ end: End) {
            switch end {
            case .right: right += 1
            case .wrong(let what): wrong.append(what)
            case .failed(let code): failed[code, default: 0] += 1
            }
        }

        mutating func add(_ other: Tally) {
            right += other.right
            wrong += other.wrong
            failed.merge(other.failed, uniquingKeysWith: +)
        }

        var description: String {
            let failures = failed.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }
            return "\(right) right, \(wrong.count) wrong" + failures.joined()
        }
    }

    private func ask(_ pool: SandboxPool, _ question: String) async -> End {
        do {
            let version = try await pool.dataVersion
            #expect(!version.text.isEmpty)
            let rows = try await pool.rows(question)
            guard rows == [[.integer(Self.accounts), .integer(Self.accounts * Self.cents)]] else {
                return .wrong("\(rows)")
            }
            return .right
        } catch let failure as SQLFailure {
            return .failed(failure.code == .databaseUnavailable ? failure.description : failure.code.rawValue)
        } catch let refusal as SQLRefusal {
            return .failed("refused as \(refusal.code.rawValue)")
        } catch {
            return .wrong("\(error)")
        }
    }
}

extension Writer {
    /// Tries again while readers are in the way.
    fileprivate func insist(on sql: String) throws {
        for attempt in 0... {
            do {
                return try execute(sql)
            } catch {
                try? execute("ROLLBACK")
                if attempt == 500 { throw error }
            }
        }
    }
}
