import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// Recorded and published attacks: none may read what is denied, write, or exceed a budget.
@Suite(.enabled(if: ThisPackage.data != nil, "../shared/data is missing beside the package"))
struct AttackTests {
    private struct Attack: Decodable {
        let id: Int
        let kind: String
        let text: String
    }

    private struct RedTeamRecord: Decodable {
        let id: Int
        let statements: [String]?

        enum CodingKeys: String, CodingKey {
            case id
            case statements = "sql_queries"
        }
    }

    private static let store = """
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, username TEXT, password TEXT, email TEXT UNIQUE);
        CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, price INTEGER);
        CREATE TABLE members (id INTEGER PRIMARY KEY, username TEXT, password TEXT, bio TEXT);
        CREATE INDEX members_by_password ON members(password);
        INSERT INTO users VALUES (1, 'Ada', 'admin', 'swordfish', 'ada@example.org'), (2, 'Bo', 'bo', 'x', 'bo@b.org');
        INSERT INTO products VALUES (1, 'pen', 120), (2, 'ink', 340), (3, 'admin', 5);
        INSERT INTO members VALUES (1, 'admin', 'hunter2', 'hello'), (2, 'eve', 'abc', 'hi');
        """

    private static let policy = SandboxPolicy(
        tables: .only(["users", "products"]), deniedColumns: ["users": ["password", "email"]],
        budget: ExecutionBudget(rows: 100, operations: 100_000))

    /// The texts in which an attack is sent: as it is, and where a careless program would put it.
    private static func carriers(_ attack: Attack) -> [String] {
        let text = attack.text
        switch attack.kind {
        case "sqlite_function_name", "sqlite_cli_function_name":
            return ["", "1", "'x'", "password", "'x', 1", "*"].flatMap {
                ["SELECT \(text)(\($0)) FROM users", "SELECT name FROM users WHERE \(text)(\($0)) ORDER BY 1"]
            }
        case "sqlite_pragma_name":
            return [
                "PRAGMA \(text)", "PRAGMA \(text) = 1", "PRAGMA \(text)(users)", "SELECT * FROM pragma_\(text)",
                "SELECT * FROM pragma_\(text)('users')", "SELECT name FROM users; PRAGMA \(text)",
            ]
        default:
            return [
                text, "SELECT id, name FROM products WHERE name = '\(text)'",
                "SELECT id, name FROM products WHERE id = \(text)", "SELECT id, name FROM products ORDER BY \(text)",
                "SELECT id, name FROM products LIMIT \(text)", "SELECT * FROM \(text)",
            ]
        }
    }

    private static func lines<Line: Decodable>(_ name: String, of type: Line.Type) throws -> [Line] {
        let data = try Data(contentsOf: #require(ThisPackage.data).appending(path: name))
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
    }

    /// Sends every text, and prints what became of them.
    private func expectNoneAccepted(_ texts: [(id: Int, sql: String)], of corpus: String, by twins: Twins) throws {
        var (refused, failed, harmless, accepted) = (0, 0, 0, 0)
        for (id, sql) in texts {
            switch twins.attack(sql) {
            case .refused: refused += 1
            case .failed: failed += 1
            case .harmless: harmless += 1
            case .accepted(let why):
                accepted += 1
                Issue.record("\(corpus), \(id): \(why): \(sql)")
            }
        }
        #expect(try twins.trace() == nil)
        print(
            "attack acceptance, \(corpus): \(accepted) of \(texts.count) "
                + "(\(refused) refused, \(failed) stopped or failed, \(harmless) ran within the policy)")
        #expect(refused > 0 && harmless > 0, "a corpus that only knows one end shows nothing")
    }

    @Test func `no attack of the corpus is accepted, in any carrier`() throws {
        let twins = try Twins(
            Self.policy, build: { try DatabaseScript.build(Self.store, at: $0) },
            change: """
                UPDATE users SET password = 'other' || id, email = 'z' || (9 - id) || '@other.org';
                UPDATE members SET username = 'm' || id, password = 'p' || (9 - id), bio = NULL;
                INSERT INTO members VALUES (3, 'mallory', 'm', 'm');
                """)
        let attacks = try Self.lines("sql_attacks/corpus.jsonl", of: Attack.self)
        #expect(attacks.count == 852)
        try expectNoneAccepted(
            attacks.flatMap { attack in Self.carriers(attack).map { (attack.id, $0) } }, of: "sql_attacks", by: twins)
    }

    @Test func `no statement of the recorded red team is accepted`() throws {
        let source = try #require(ThisPackage.data).appending(path: "p2sql/job_postings.sqlite").path
        let twins = try Twins(
            SandboxPolicy(deniedColumns: ["users": ["email", "phone_number"]]),
            build: { try FileManager.default.copyItem(atPath: source, toPath: $0) },
            change: "UPDATE users SET email = 'z' || (99 - user_id) || '@other.org', phone_number = user_id * 7")
        let records = try Self.lines("p2sql/redteam_traffic.jsonl", of: RedTeamRecord.self)
        let texts = records.flatMap { record in (record.statements ?? []).map { (record.id, $0) } }
        #expect(records.count == 657 && texts.count == 620)
        try expectNoneAccepted(texts, of: "p2sql", by: twins)
    }

    @Test func `twins tell an accepted attack`() throws {
        let twins = try Twins(
            SandboxPolicy(), build: { try DatabaseScript.build(Self.store, at: $0) },
            change: "UPDATE users SET password = 'other'")
        guard case .accepted = twins.attack("SELECT name FROM users WHERE password = 'swordfish'") else {
            Issue.record("a read of what differs went unnoticed")
            return
        }
    }
}
