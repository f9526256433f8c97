import Foundation
import Testing

/// Cases from the field about what planners reply, replayed by the built tool, and more of their kinds.
@Suite struct FieldReplyTests {
    private static let field: URL? = {
        let field = Package.folder.deletingLastPathComponent().appending(path: "shared/field").resolvingSymlinksInPath()
        return FileManager.default.fileExists(atPath: field.path) ? field : nil
    }()

    /// The case `name` in a workplace of its own.
    private static func workplace(_ name: String) throws -> Workplace {
        let workplace = try Workplace()
        let folder = try #require(field).appending(path: name)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file != "expected.md" {
            try workplace.folder.write(
                String(contentsOf: folder.appending(path: file), encoding: .utf8), to: "replays/field/\(file)")
        }
        return workplace
    }

    /// What each request of a case comes to, in the order of their ids: its code, or its outcome.
    private static func ends(_ name: String) throws -> [String] {
        try ends(of: workplace(name))
    }

    private static func ends(of workplace: Workplace) throws -> [String] {
        let run = try workplace.run("replay")
        try #require(run.code == 3, "\(run.errors)")
        return try workplace.answers("reports/field/answers.jsonl").sorted { $0.key < $1.key }
            .map { $0.value.code ?? $0.value.outcome }
    }

    /// One recorded attempt of each request, ten minutes apart, in a scenario with these settings.
    private static func workplace(
        _ attempts: [[String: Any]], _ settings: String = "", members: [String: Any] = [:]
    ) throws -> Workplace {
        let workplace = try Workplace()
        let header = #"{"format":"toolrouter-recording","version":1,"source":"by hand","epoch":"2026-11-20T09:00:00Z"}"#
        let lines = try attempts.enumerated().map { number, attempt in
            let attempt = attempt.merging(["latency_us": 800_000]) { own, _ in own }
            let exchange: [String: Any] = [
                "id": String(format: "r-%02d", number), "at_us": (number + 1) * 600_000_000,
                "caller": ["tenant": "emea", "user": "u-1"], "question": "Question \(number)", "planner": [attempt],
            ]
            let line = exchange.merging(members) { own, _ in own }
            return String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self)
        }
        try workplace.folder.write(
            ([header] + lines).joined(separator: "\n") + "\n", to: "replays/field/traffic.jsonl")
        try workplace.folder.write(
            "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO t VALUES (1, 'a'), (2, 'b');\n",
            to: "replays/field/shop.sql")
        let planner = settings.contains("planner:") ? "" : "planner: {name: gpt-4o, retries: 0}\n"
        try workplace.folder.write(
            "version: 1\ndatabases: {shop: shop.sql}\n\(planner)\(settings)\n", to: "replays/field/scenario.yaml")
        return workplace
    }

    private static func replies(_ texts: [String], _ settings: String = "") throws -> Workplace {
        try workplace(texts.map { ["content": $0, "finish_reason": "stop"] }, settings)
    }

    // MARK: Statuses

    @Test(.enabled(if: field != nil, "needs ../shared/field"))
    func `a provider that wants money opens the circuit, and blames no request`() throws {
        let workplace = try Self.workplace("03-http-402")
        let ends = try Self.ends(of: workplace)
        #expect(ends == Array(repeating: "provider_credentials", count: 5) + ["circuit_open", "circuit_open"])
        let totals = try workplace.folder.text("reports/field/totals.json")
        #expect(totals.contains("\"attempts\": 5,"), "none is asked again")
        #expect(try workplace.run("explain", "field", "r-1").text.contains("the planner's account has no credit"))
    }

    /// Status, code, whether it counts for the circuit, and how many attempts are made.
    @Test(arguments: [
        (407, "provider_credentials", true, 1), (410, "provider_not_found", true, 1), (424, "provider_failed", true, 2),
        (425, "provider_failed", true, 2), (302, "provider_redirected", true, 1), (200, "provider_unreadable", true, 2),
        (400, "provider_rejected", false, 1), (529, "provider_failed", true, 2),
    ])
    func `a status means the same in a replay:`(status: Int, code: String, counts: Bool, attempts: Int) throws {
        let workplace = try Self.workplace(
            [["error": ["kind": "http", "status": status]]],
            "planner: {name: gpt-4o, retries: 1}\nbreaker: {failures: \(attempts), window: 60s}")
        #expect(try Self.ends(of: workplace) == [code])
        let totals = try workplace.folder.text("reports/field/totals.json")
        #expect(totals.contains("\"attempts\": \(attempts),"))
        #expect(totals.contains("\"open\": \(counts ? 1 : 0),"))
    }

    // MARK: Finish reasons

    @Test(.enabled(if: field != nil, "needs ../shared/field"))
    func `a statement that was cut off by whatever word does not run`() throws {
        #expect(try Self.ends("09-cut-off-by-another-word") == Array(repeating: "malformed_plan", count: 8))
    }

    @Test func `only words that mean finished let a text pass`() throws {
        let words = [
            "STOP", "COMPLETE", "end_turn", "eos_token", "tool_calls", "SAFETY", "guardrail_intervened", "ERROR_TOXIC",
            "pause_turn", "USER_CANCEL", "limit", "tired", "",
        ]
        let workplace = try Self.workplace(
            words.map { ["content": "SELECT name FROM t", "finish_reason": $0] } + [["content": "SELECT name FROM t"]])
        #expect(
            try Self.ends(of: workplace)
                == Array(repeating: "answered", count: 5) + Array(repeating: "content_filtered", count: 3)
                + Array(repeating: "malformed_plan", count: 3) + ["unknown_finish_reason", "unknown_finish_reason"]
                + ["answered"])
        #expect(try workplace.run("explain", "field", "r-11").text.contains("ended by tired"))
    }

    // MARK: Prose

    @Test(.enabled(if: field != nil, "needs ../shared/field"))
    func `prose is the planner's failure, whatever word it begins with`() throws {
        let workplace = try Self.workplace("21-prose-that-begins-like-sql")
        // The circuit opens at the fifth; without it each is told.
        #expect(
            try Self.ends(of: workplace)
                == Array(repeating: "prose_reply", count: 5) + ["circuit_open", "circuit_open"])
        try workplace.edit("replays/field/scenario.yaml", "planner:", "breaker: {failures: 100}\nplanner:")
        #expect(try Self.ends(of: workplace) == Array(repeating: "prose_reply", count: 7))
    }

    @Test func `prose and statements are told apart by SQLite's parser`() throws {
        let workplace = try Self.replies([
            "Create a list of all customers, please.", "Commit to one table first.",
            "Select a table first; then ask again.", "Update: if not possible, say so.", "Show me the tables.",
            "DESCRIBE t", "SHOW TABLES", "EXPLAIN ANALYZE SELECT name FROM t", "EXPLAIN SELECT 1", "SELECT revenue",
            "SELECT name FROM nosuch", "DELETE FROM t", "SELECT name FROM t",
        ])
        #expect(
            try Self.ends(of: workplace)
                == Array(repeating: "prose_reply", count: 5) + Array(repeating: "statement_denied", count: 4)
                + ["sql_invalid", "sql_unknown_table", "sql_not_read_only", "answered"])
    }

    // MARK: Texts as they come

    private static let texts = [
        "<think>One.</think>\nSELECT name FROM t", "SQLQuery: SELECT name FROM t", "SELECT name FROM t\n```",
        "```sql\nSELECT name FROM t", "Here it is:\n```sql\nSELECT name FROM t\n```",
        #"{"name":"sql","arguments":{"sql":"SELECT name FROM t"}}"#,
        #"{"tool_calls":[{"function":{"name":"sql","arguments":"{\"sql\":\"SELECT name FROM t\"}"}}]}"#,
        "```sql\nSELECT name FROM t WHERE",
        #"{"tool":"sql","sql":"SELECT name FROM t","query":null,"confidence":null}"#,
    ]

    @Test func `what stands around a plan is named, and nothing of it runs`() throws {
        #expect(
            try Self.ends(of: Self.replies(Self.texts, "breaker: {failures: 100}"))
                == [
                    "surrounding_text", "surrounding_text", "surrounding_text", "malformed_plan", "surrounding_text",
                    "tool_call_reply", "tool_call_reply", "malformed_plan", "answered",
                ])
    }

    @Test func `what stands around a plan is taken off where the scenario says so, and that is told`() throws {
        let workplace = try Self.replies(
            Self.texts, "planner: {name: gpt-4o, reply: {strip: [think, label, fence, prose], tool_calls: on}}")
        #expect(
            try Self.ends(of: workplace)
                == Array(repeating: "answered", count: 7) + ["malformed_plan", "answered"])
        let answers = try workplace.folder.text("reports/field/answers.jsonl")
        for word in ["think", "label", "fence", "prose"] { #expect(answers.contains("\"plan:stripped(\(word))\"")) }
        #expect(try workplace.run("explain", "field", "r-01").text.contains("taken off the reply: label"))
    }

    @Test(arguments: [
        ("strip: [thin]", "found \"thin\""), ("strip: think", "a list of think"), ("tool_calls: yes", "`on` or `off`"),
        ("strip: [think, think]", "each only once"), ("stripp: [think]", "strip"),
    ])
    func `a rule for replies that means nothing is an error:`(rule: String, words: String) throws {
        let workplace = try Self.replies(["SELECT 1"], "planner: {name: gpt-4o, reply: {\(rule)}}")
        let run = try workplace.run("check", "replays/field")
        #expect(run.code == 65)
        #expect(run.errors.contains("planner.reply") && run.errors.contains(words), "\(run.errors)")
    }

    // MARK: Costs

    @Test(.enabled(if: field != nil, "needs ../shared/field"))
    func `a reply without usage has an unknown cost, and its gate fails by name`() throws {
        let workplace = try Self.workplace("15-reply-without-usage")
        try workplace.acceptAll()
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("cost unknown"))
        #expect(run.text.contains("gate cost_usd failed") && run.text.contains("r-2") && !run.text.contains("r-1"))
        let answers = try workplace.folder.text("goldens/field/answers.jsonl").split(separator: "\n")
        #expect(answers[1].contains("\"cost_usd\":0.0035,") && answers[2].contains("\"cost_usd\":null,"))
        #expect(try workplace.folder.text("goldens/field/totals.json").contains("\"cost_usd\": null,"))
        #expect(try workplace.report().scenarios[0].broken == [])
    }

    /// A call of 9 s of which nobody waits for the end, and one that nobody waits for although its cost is unknown.
    @Test(arguments: [("deadline_us", "deadline_exceeded"), ("hangs_up_after_us", "cancelled")])
    func `a call that was cut off costs what its reply would have cost:`(member: String, code: String) throws {
        let usage: [String: Any] = ["input": 1_000, "output": 100]
        let attempt: [String: Any] = ["latency_us": 9_000_000, "model": "gpt-4o", "content": "SELECT 1"]
        let workplace = try Self.workplace(
            [attempt.merging(["usage": usage]) { own, _ in own }, attempt],
            "prices: {gpt-4o: {input: \"2.50\", output: \"10.00\"}}\ngates: {cost_usd: {max_increase: 0%}}",
            members: [member: 2_000_000])
        try workplace.acceptAll()
        let answers = try workplace.answers("goldens/field/answers.jsonl")
        #expect(answers.count == 2 && answers.values.allSatisfy { $0.code == code })
        let totals = try workplace.folder.text("goldens/field/totals.json")
        #expect(totals.contains("\"late_replies\": 2,") && totals.contains("\"unpriced_replies\": 1"))
        #expect(totals.contains("\"tokens_input\": 1000,") && totals.contains("\"cost_usd\": null,"))
        let run = try workplace.run("replay")
        #expect(run.code == 1 && run.text.contains("1 call has no price or no usage, of r-01"), "\(run.text)")
    }
}
