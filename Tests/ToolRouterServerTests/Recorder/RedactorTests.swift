import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// What is taken out of a recording.
@Suite struct RedactorTests {
    private static let ownKey = NewKey(bytes: Array(0..<32)).text

    private func redactor(
        _ rules: [RedactionRule] = [], content: RecordedContent = .all, secrets: [String] = [],
        keys: [KeySettings] = [], ipv6Prefix: Int = 64, foldsCase: Bool = false
    ) -> Redactor {
        var settings = RecordSettings()
        settings.redaction = rules
        settings.content = content
        return Redactor(
            settings, foldsCase: foldsCase, secrets: secrets, keys: keys,
            environment: ["TOOLROUTER_RECORD_KEY": "a key of tests"], ipv6Prefix: ipv6Prefix)
    }

    private static let usual = ["admit:admitted", "route:auto", "recall:miss", "plan:replied", "settle:answered"]

    private func exchange(
        _ question: String, content: String = "{\"sql\":\"SELECT 1\"}", trail: [String] = usual
    ) -> RecordedExchange {
        RecordedExchange(
            id: "q-1", atMicroseconds: 5, caller: RecordedCaller(tenant: "acme", user: "ana", ip: "192.0.2.1"),
            question: question,
            planner: [
                RecordedAttempt(
                    latency: .zero, outcome: .reply(content: content, usage: nil, finishReason: "stop"))
            ],
            answered: AnswerRecord(
                id: "q-1", outcome: "answered", sql: "SELECT 1",
                result: ResultDigest(ResultSet(columns: ["a"], rows: []), orderMatters: true), bill: .nothing,
                latencyMicroseconds: 1, trail: trail))
    }

    private func line(_ redactor: Redactor, _ exchange: RecordedExchange) -> String {
        String(decoding: redactor.line(of: exchange, under: .disjoint), as: UTF8.self)
    }

    private func read(_ line: String) throws -> RecordedExchange {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/a.jsonl"
        let header = RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 0))
        try OutputFile.write(header.json + "\n" + line + "\n", to: path)
        return try #require(try RecordingReader(path: path).next())
    }

    /// A text that holds a key, and whether it is one.
    @Test(arguments: [
        (ownKey, true), ("sk-proj-abcdEFGH0123456789xyzXYZ", true), ("sk-ant-api03-abcdefghijklmnop-Q1", true),
        ("AKIAIOSFODNN7EXAMPLE", true), ("ghp_0123456789abcdefghijABCDEFGHIJ012345", true),
        ("AIzaSyA1234567890abcdefghijklmnopqrstuv", true), ("hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", true),
        ("task-force-of-the-united-nations-2024", false), ("sk-kirche-und-gemeindezentrum", false),
        ("tr_transaction_identifier", false), ("chalk_table_of_all", false),
    ])
    func `whatever looks like a key is nowhere in a line`(word: String, isKey: Bool) throws {
        for text in ["\(word)", "use \(word), please", "a\n\(word)\tb", "\"\(word)\"", "(\(word))"] {
            let line = line(redactor(), exchange(text, content: "{\"sql\": \"SELECT '\(word)'\"}"))
            #expect(line.contains(word) != isKey, "\(line)")
            let question = try read(line).question
            if !isKey { #expect(question == text) }
        }
    }

    @Test func `keys of the configuration and secrets of the server are found, whatever they look like`() throws {
        let key = KeySettings(name: "k", sha256: KeyRing.sha256("my.own~key/of=mine"), tenant: "t", user: "u")
        let redactor = redactor(secrets: ["pass\"word\\1"], keys: [key])
        for secret in ["my.own~key/of=mine", "pass\"word\\1"] {
            for text in [secret, "it is \(secret), yes", "(\(secret))"] {
                let read = try read(line(redactor, exchange(text, content: text)))
                #expect(!read.question.contains(secret), "\(read.question)")
                #expect(read.question.contains("[key "))
                guard case .reply(let content, _, _) = read.planner[0].outcome else { continue }
                #expect(!content.contains(secret))
            }
        }
        #expect(try read(line(redactor, exchange("nothing of that"))).question == "nothing of that")
    }

    @Test func `the same key has the same name, and another one another`() throws {
        let texts = [Self.ownKey, Self.ownKey, NewKey(bytes: Array(1..<33)).text]
        let questions = try texts.map { try read(line(redactor(), exchange($0))).question }
        #expect(questions[0] == questions[1] && questions[0] != questions[2])
    }

    @Test func `patterns are replaced in questions, replies and statements`() throws {
        let rules = [
            RedactionRule(.pattern(try LinearPattern("[0-9]{4}-[0-9]{4}")), .text("(card)")),
            RedactionRule(.pattern(try LinearPattern("(?i)ada")), .hash),
        ]
        var exchange = exchange("Ada 1234-5678 and ADA", content: "1111-2222")
        exchange.answered?.sql = "SELECT '1234-5678'"
        let read = try read(line(redactor(rules), exchange))
        #expect(read.question.contains(" (card) and "))
        #expect(!read.question.lowercased().contains("ada"))
        #expect(read.answered?.sql == "SELECT '(card)'")
        #expect(read.planner[0].outcome == .reply(content: "(card)", usage: nil, finishReason: "stop"))
    }

    @Test(
        arguments: [
            (.user, "SELECT :user", true), (.user, "SELECT :tenant", false), (.tenant, "SELECT :tenant", true),
            (.tenant, "SELECT ':tenant', :tenants", false), (.ip, "SELECT :user, :tenant", false),
            (.question, "SELECT :user", false),
        ] as [(RedactionRule.Field, String, Bool)])
    func `rows that depend on who asks are left out where another one will ask`(
        _ field: RedactionRule.Field, _ sql: String, _ isLeftOut: Bool
    ) throws {
        for substitute in [RedactionRule.Substitute.hash, .removal] {
            var exchange = exchange("mine")
            exchange.answered?.sql = sql
            let read = try read(line(redactor([RedactionRule(.field(field), substitute)]), exchange))
            #expect((read.answered?.result == nil) == isLeftOut)
            #expect(read.answered?.sql == sql && read.answered?.outcome == "answered")
        }
    }

    @Test func `fields are removed or hashed, and a hash is the same for the same text`() throws {
        let hashed = redactor([.question, .user, .ip, .tenant].map { RedactionRule(.field($0), .hash) })
        let (first, second) = (try read(line(hashed, exchange("a"))), try read(line(hashed, exchange("a"))))
        #expect(first.question == second.question && first.caller == second.caller)
        let other = try read(line(hashed, exchange("b"))).question
        #expect(first.question != other)
        #expect(first.caller.ip?.hasPrefix("2001:db8:") == true)
        #expect(first.caller.user != "ana" && first.caller.tenant != "acme")
        let removed = redactor([.question, .user, .ip, .tenant].map { RedactionRule(.field($0), .removal) })
        let read = try read(line(removed, exchange("a")))
        #expect(read.question == "[removed] q-1")
        #expect(read.caller == RecordedCaller(tenant: "[removed]"))
    }

    @Test(arguments: [RecordedContent.none, .all])
    func `without content there is no question, no reply, no statement and no digest`(content: RecordedContent) {
        let rules = content == .all ? [RedactionRule(.field(.sql), .removal)] : []
        let redactor = redactor(rules, content: content)
        #expect(redactor.content == .none)
        let text = line(redactor, exchange("why"))
        #expect(text.contains("why") == (content == .all))
        for word in ["SELECT", "digest", "\"content\""] { #expect(!text.contains(word), "\(text)") }
        #expect(text.contains("\"finish_reason\":\"stop\"") && text.contains("\"latency_us\":1,"))
    }

    @Test func `a key and a pattern are found in a plan as it is meant, and what takes their place breaks no plan`()
        throws
    {
        let key = KeySettings(name: "k", sha256: KeyRing.sha256("MySecretKey0123"), tenant: "t", user: "u")
        let rule = RedactionRule(.pattern(try LinearPattern("Müller")), .text("\"a\\b\""))
        let text = #"{"sql":"SELECT\nMySecretKey0123, 'M\u00fcller'"}"#
        let read = try read(line(redactor([rule], keys: [key]), exchange("q", content: text)))
        guard case .reply(let content, _, _) = read.planner[0].outcome else { return }
        let plan = try JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: String]
        let sql = try #require(plan?["sql"])
        #expect(sql.hasPrefix("SELECT\n[key ") && sql.hasSuffix("], '\"a\\b\"'"), "\(sql)")
    }

    /// Of a server with the usual prefix, and of one that tells larger and smaller networks apart.
    @Test(
        arguments: [
            (64, ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::9"], "2001:db8:1:3::1"),
            (64, ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1:443"], "192.0.2.2"),
            (128, ["2001:db8:1:2::1", "2001:db8:1:2:0::1"], "2001:db8:1:2::2"),
            (48, ["2001:db8:1:2::1", "2001:db8:1:3::1"], "2001:db8:2:2::1"),
            (48, ["192.0.2.1", "::ffff:192.0.2.1"], "192.0.2.2"),
        ] as [(Int, [String], String)])
    func `addresses that share a limit share one when they are hashed`(
        prefix: Int, same: [String], other: String
    ) throws {
        let redactor = redactor([RedactionRule(.field(.ip), .hash)], ipv6Prefix: prefix)
        let hashed = try (same + [other]).map { address in
            var exchange = exchange("q")
            exchange.caller.ip = address
            return CallerAddress(try #require(try read(line(redactor, exchange)).caller.ip), ipv6Prefix: prefix)
        }
        #expect(Set(hashed.dropLast()).count == 1)
        #expect(hashed.last != hashed.first)
    }

    @Test func `tenants with budgets have the names that they have in the lines, or are gone`() throws {
        let node = try ConfigurationNode.constant(
            "version: 1\nbudgets: {global: {day: 9}, tenants: {acme: {day: 5}}, lease: 1m}\ncache: off\n")
        let only = try ConfigurationNode.constant("version: 1\nbudgets: {tenants: {acme: {day: 5}}}\ncache: off\n")
        let router = RouterSettings(databases: [("d", "/d.sql")], planner: PlannerSettings(name: "p", model: "m"))
        func text(_ redactor: Redactor, _ node: ConfigurationNode) -> String {
            RecordedScenario(of: redactor.settings(node), settings: router, description: "d").text
        }
        #expect(text(redactor(), node).contains("acme"))
        let hashed = redactor([RedactionRule(.field(.tenant), .hash)])
        let tenant = try read(line(hashed, exchange("q"))).caller.tenant
        #expect(!text(hashed, node).contains("acme"))
        let listed = RecordedScenario(of: hashed.settings(node), settings: router, description: "d").listedSettings
        #expect(listed.contains { $0.key.contains(tenant.text) && $0.value == "5" }, "\(listed)")
        let removed = redactor([RedactionRule(.field(.tenant), .removal)])
        for word in ["acme", "tenants"] { #expect(!text(removed, node).contains(word)) }
        #expect(text(removed, node).contains("global") && text(removed, node).contains("lease"))
        #expect(!text(removed, only).contains("budgets") && text(removed, only).contains("cache"))
    }

    @Test(arguments: ["12345678", "question", "latency_us"])
    func `a password that is a number, or the name of a member, is taken out of texts alone`(password: String) throws {
        var exchange = exchange(
            "it is \(password)!", content: "{\"sql\":\"\(password)\",\"\(password)\":\(12_345_678)}")
        exchange.atMicroseconds = 12_345_678
        let line = line(redactor(secrets: [password]), exchange)
        let read = try read(line)
        #expect(read.atMicroseconds == 12_345_678)
        #expect(read.question.hasPrefix("it is [key "))
        guard case .reply(let content, _, _) = read.planner[0].outcome else { return }
        #expect(!content.contains(password))
    }

    /// The question in a line of a recording without content.
    private func name(_ question: String, _ rules: [RedactionRule] = [], foldsCase: Bool = false) throws -> String {
        let line = line(redactor(rules, content: .none, foldsCase: foldsCase), exchange(question))
        let found = try #require(line.firstMatch(of: #/"question":"([^"]*)"/#), "\(line)")
        return String(found.1)
    }

    @Test func `without content a question is a hash of what the cache knows it by, whatever rules say of it`() throws {
        let long = "How many orders does each region have?"
        let name = try name(long)
        #expect(name.utf8.count == long.utf8.count && name.hasPrefix("[") && !name.contains("orders"))
        #expect(try self.name("  How many  orders does each\nregion have? ") == name)
        #expect(try self.name("HOW many orders does each region have?") != name)
        #expect(try self.name(long.uppercased(), foldsCase: true) == self.name(long, foldsCase: true))
        #expect(try self.name("why") != self.name("how"))
        let pattern = RedactionRule(.pattern(try LinearPattern("orders|returns")), .removal)
        for rule in [RedactionRule(.field(.question), .removal), RedactionRule(.field(.question), .hash), pattern] {
            #expect(try self.name(long, [rule]) == name)
        }
    }

    /// How far a request came, and whether its question may be a statement.
    @Test(arguments: [
        ("a question that was planned", usual, false),
        ("a question that a rule had its tool for", ["admit:admitted", "route:sql(total)", "recall:hit"], false),
        ("a statement", ["admit:admitted", "route:sql(raw)", "recall:not_asked", "guard:approved"], true),
        ("one that was limited", ["admit:limited_by_user", "admit:rate_limited"], true),
        ("one whose deadline passed before it was read", ["admit:admitted", "route:deadline_exceeded"], true),
        ("one for a tool that is not there", ["admit:admitted", "route:docs(raw)", "route:tool_not_configured"], true),
    ])
    func `where statements are taken out, a question that may be one is a hash`(
        row: (name: String, trail: [String], isHash: Bool)
    ) {
        let redactor = redactor([RedactionRule(.field(.sql), .removal)])
        let text = line(redactor, exchange("SELECT name FROM customer", trail: row.trail))
        #expect(text.contains("SELECT") != row.isHash, "\(row.name): \(text)")
        #expect(text.contains("\"question\":\"[") == row.isHash, "\(row.name): \(text)")
    }
}
