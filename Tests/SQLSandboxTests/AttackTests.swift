import Foundation
import SQLSandbox
import SandboxJudge
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

    /// The texts in which an attack is sent, and by which carrier: as it is, and where a careless program would put it.
    private static func carriers(_ attack: Attack) -> [(carrier: String, sql: String)] {
        let text = attack.text
        switch attack.kind {
        case "sqlite_function_name", "sqlite_cli_function_name":
            return ["", "1", "'x'", "password", "'x', 1", "*"].flatMap {
                [
                    ("function in a select list", "SELECT \(text)(\($0)) FROM users"),
                    ("function in WHERE", "SELECT name FROM users WHERE \(text)(\($0)) ORDER BY 1"),
                ]
            }
        case "sqlite_pragma_name":
            return [
                ("PRAGMA", "PRAGMA \(text)"), ("PRAGMA", "PRAGMA \(text) = 1"), ("PRAGMA", "PRAGMA \(text)(users)"),
                ("PRAGMA as a table", "SELECT * FROM pragma_\(text)"),
                ("PRAGMA as a table", "SELECT * FROM pragma_\(text)('users')"),
                ("PRAGMA behind a query", "SELECT name FROM users; PRAGMA \(text)"),
            ]
        default:
            return [
                ("whole statement", text), ("WHERE text", "SELECT id, name FROM products WHERE name = '\(text)'"),
                ("WHERE number", "SELECT id, name FROM products WHERE id = \(text)"),
                ("ORDER BY", "SELECT id, name FROM products ORDER BY \(text)"),
                ("LIMIT", "SELECT id, name FROM products LIMIT \(text)"), ("table name", "SELECT * FROM \(text)"),
            ]
        }
    }

    private static func lines<Line: Decodable>(_ name: String, of type: Line.Type) throws -> [Line] {
        let data = try Data(contentsOf: #require(ThisPackage.data).appending(path: name))
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
    }

    /// What became of the texts of one carrier.
    private struct Figures {
        var (texts, refused, failed, harmless, accepted) = (0, 0, 0, 0, 0)

        mutating func add(_ other: Figures) {
            texts += other.texts
            refused += other.refused
            failed += other.failed
            harmless += other.harmless
            accepted += other.accepted
        }

        var text: String {
            "\(accepted) of \(texts) (\(refused) refused, \(failed) stopped or failed, \(harmless) ran within the policy)"
        }
    }

    /// Sends every text, and prints what became of them.
    private func expectNoneAccepted(
        _ texts: [(id: Int, carrier: String, sql: String)], of corpus: String, by twins: Twins
    ) {
        var (figures, carriers): ([String: Figures], [String]) = ([:], [])
        for (id, carrier, sql) in texts {
            if figures[carrier] == nil { carriers.append(carrier) }
            var one = Figures()
            one.texts = 1
            switch twins.attack(sql) {
            case .refused: one.refused = 1
            case .failed: one.failed = 1
            case .harmless: one.harmless = 1
            case .accepted(let why):
                one.accepted = 1
                Issue.record("\(corpus), \(id): \(why): \(sql)")
            }
            figures[carrier, default: Figures()].add(one)
        }
        let all = figures.values.reduce(into: Figures()) { $0.add($1) }
        let lines = carriers.map { "attack acceptance, \(corpus), \($0): \(figures[$0]?.text ?? "")" }
        print((lines + ["attack acceptance, \(corpus): \(all.text)"]).joined(separator: "\n"))
        #expect(all.accepted == 0)
        #expect(all.refused > 0 && all.harmless > 0, "a corpus that only knows one end shows nothing")
    }

    /// The shop of the published attacks, twice.
    private static func shops(_ layers: GuardLayers = .all, in folder: TemporaryFolder) throws -> Twins {
        try Twins(policy, in: folder.path, layers: layers) { path, isSecond in
            try DatabaseScript.build(store, at: path)
            guard isSecond else { return }
            try Writer(path).execute(
                """
                UPDATE users SET password = 'other' || id, email = 'z' || (9 - id) || '@other.org';
                UPDATE members SET username = 'm' || id, password = 'p' || (9 - id), bio = NULL;
                INSERT INTO members VALUES (3, 'mallory', 'm', 'm');
                """)
        }
    }

    private static func publishedTexts() throws -> [(id: Int, carrier: String, sql: String)] {
        let attacks = try lines("sql_attacks/corpus.jsonl", of: Attack.self)
        #expect(attacks.count == 852)
        return attacks.flatMap { attack in carriers(attack).map { (attack.id, $0.carrier, $0.sql) } }
    }

    /// The database of the red team, twice.
    private static func jobBoards(_ layers: GuardLayers = .all, in folder: TemporaryFolder) throws -> Twins {
        let source = try #require(ThisPackage.data).appending(path: "p2sql/job_postings.sqlite").path
        let policy = SandboxPolicy(deniedColumns: ["users": ["email", "phone_number"]])
        return try Twins(policy, in: folder.path, layers: layers) { path, isSecond in
            try FileManager.default.copyItem(atPath: source, toPath: path)
            guard isSecond else { return }
            try Writer(path).execute(
                "UPDATE users SET email = 'z' || (99 - user_id) || '@other.org', phone_number = user_id * 7")
        }
    }

    private static func recordedTexts() throws -> [(id: Int, carrier: String, sql: String)] {
        let records = try lines("p2sql/redteam_traffic.jsonl", of: RedTeamRecord.self)
        let texts = records.flatMap { record in (record.statements ?? []).map { (record.id, "as recorded", $0) } }
        #expect(records.count == 657 && texts.count == 620)
        return texts
    }

    @Test func `no attack of the corpus is accepted, in any carrier`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        expectNoneAccepted(try Self.publishedTexts(), of: "sql_attacks", by: try Self.shops(in: folder))
    }

    @Test func `no statement of the recorded red team is accepted`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        expectNoneAccepted(try Self.recordedTexts(), of: "p2sql", by: try Self.jobBoards(in: folder))
    }

    /// How many attacks each layer holds alone, by carrier.
    private static let heldAlone = [
        "text": "0", "one statement": "0", "query": "0",
        // A limit on the memory of the whole process is set while the PRAGMA is compiled, before any other layer looks.
        "authorizer": "PRAGMA 2",
        "audit": "0",
        // Quoted names that mean nothing become texts; and one query's rows come in the order of an index.
        "hardening": "LIMIT 13, ORDER BY 13, WHERE number 13, as recorded 1",
    ]

    /// A statement may change what SQLite keeps for the whole process, so each layer has a process of its own.
    @Test(arguments: LayerMatrixTests.layers.map(\.name))
    func `without one layer another one holds the corpora, but for what is listed`(layer: String) async throws {
        let child = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [layer] in
            print("accepted:", try AttackTests.accepted(without: layer))
        }
        let output = String(decoding: try #require(child).standardOutputContent, as: UTF8.self)
        let accepted = output.split(separator: "\n").first { $0.hasPrefix("accepted: ") }?.dropFirst(10) ?? "nothing"
        print("attack acceptance without \(layer): \(accepted)")
        #expect(accepted == Self.heldAlone[layer] ?? "")
    }

    /// How many attacks are accepted without a layer, by carrier, as one line.
    private static func accepted(without name: String) throws -> String {
        let layer = try #require(LayerMatrixTests.layers.first { $0.name == name }).layer
        var accepted: [String: Int] = [:]
        for (texts, twins) in [(try publishedTexts(), shops), (try recordedTexts(), jobBoards)] {
            let folder = try TemporaryFolder()
            defer { withExtendedLifetime(folder) {} }
            let twins = try twins(.all.subtracting(layer), folder)
            for (_, carrier, sql) in texts {
                if case .accepted = twins.attack(sql) { accepted[carrier, default: 0] += 1 }
            }
        }
        let words = accepted.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return words.isEmpty ? "0" : words.joined(separator: ", ")
    }

    @Test func `twins tell an accepted attack`() throws {
        let folder = try TemporaryFolder()
        let twins = try Twins(SandboxPolicy(), in: folder.path) { path, isSecond in
            try DatabaseScript.build(Self.store, at: path)
            if isSecond { try Writer(path).execute("UPDATE users SET password = 'other'") }
        }
        guard case .accepted = twins.attack("SELECT name FROM users WHERE password = 'swordfish'") else {
            Issue.record("a read of what differs went unnoticed")
            return
        }
    }
}
