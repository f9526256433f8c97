import Foundation

/// A scenario whose answers do not depend on how fast anything is: recorded planners answer at once, and what limits and
/// circuits count lasts longer than the trace in both worlds.
enum ParityScenario {
    /// What must have happened in the trace, by the beginning of the trail's words.
    static let expectedWords = [
        "admit:admitted", "admit:limited_by_user", "admit:question_empty", "route:sql(raw)", "route:sql(stores)",
        "recall:hit", "recall:miss", "recall:bypassed", "recall:not_asked", "plan:replied", "plan:retry",
        "plan:provider_failed", "plan:circuit_open", "plan:circuit_refused", "plan:rule(stores)", "plan:low_confidence",
        "plan:no_tool", "plan:prose_reply", "plan:malformed_plan", "guard:approved", "guard:table_denied",
        "guard:sql_not_read_only", "guard:multiple_statements", "run:complete", "run:truncated", "settle:stored",
        "settle:answered", "settle:clarification", "settle:refused", "settle:failed",
    ]

    private static let configuration = """
        version: 1
        databases: {shop: shop.sql}
        sql: {tables: [stores, orders], budget: {rows: 3}}
        planner: {name: main, model: main-1, retries: 1, backoff: 1ms, backoff_jitter: 0}
        breaker: {failures: 5, window: 24h, open_for: 24h}
        cache: {ttl: 24h}
        limits: {user: {requests: 8, per: 24h}}
        rules:
          - {name: stores, all_of: [how many stores], tool: sql, confidence: 0.95, sql: "SELECT count(*) FROM stores"}
        prices: {main-1: {input: "2.50", output: "10"}, other-1: {input: "0.1", output: "0.2"}}
        shadow: {other: {model: other-1}}
        """

    private static let script = """
        CREATE TABLE stores (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO stores VALUES (1, 'Aarhus'), (2, 'Odense');
        CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL);
        INSERT INTO orders VALUES (1, 9.5), (2, 0.1), (3, 1e300), (4, NULL);
        CREATE TABLE payroll (id INTEGER PRIMARY KEY, salary INTEGER);
        """

    /// One line of the trace: who asks what, and what the planner says, attempt by attempt.
    private struct Line {
        var user: String
        var question: String
        var attempts: [String] = []
        var bypassesCache = false
        var candidate = "SELECT name FROM stores"
    }

    private static func plan(_ sql: String, confidence: String = "0.9") -> String {
        let text = #"{"tool":"sql","sql":"\#(sql)","confidence":\#(confidence)}"#
        return reply(text)
    }

    private static func reply(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return #"{"latency_us":0,"model":"main-1","content":"\#(escaped)","usage":{"input":100,"output":10}}"#
    }

    private static let failure = #"{"latency_us":0,"error":{"kind":"http","status":503}}"#

    private static let lines: [Line] = {
        var lines = [
            Line(
                user: "u-1", question: "Which stores are there?",
                attempts: [plan("SELECT name FROM stores ORDER BY id")]),
            Line(
                user: "u-1", question: "Which stores are there?",
                attempts: [plan("SELECT name FROM stores ORDER BY id")]),
            Line(
                user: "u-1", question: "Which stores are there?", attempts: [plan("SELECT name FROM stores")],
                bypassesCache: true),
            Line(user: "u-2", question: "Which stores are there?", attempts: [plan("SELECT id FROM stores")]),
            Line(user: "u-2", question: "SELECT total FROM orders WHERE id = 3"),
            Line(user: "u-2", question: "All orders", attempts: [plan("SELECT * FROM orders")]),
            Line(user: "u-2", question: "All salaries", attempts: [plan("SELECT salary FROM payroll")]),
            Line(user: "u-3", question: "Remove the stores", attempts: [plan("DELETE FROM stores")]),
            Line(user: "u-3", question: "Two at once", attempts: [plan("SELECT 1; SELECT 2")]),
            Line(user: "u-3", question: "Something with stores", attempts: [plan("SELECT 1", confidence: "0.2")]),
            Line(user: "u-3", question: "What is love?", attempts: [reply(#"{"tool":"none"}"#)]),
            Line(user: "u-3", question: "  "),
            Line(user: "u-4", question: "Second time lucky", attempts: [failure, plan("SELECT count(*) FROM orders")]),
            Line(user: "u-4", question: "Prose", attempts: [reply("I would rather not say.")]),
            Line(user: "u-4", question: "Half a plan", attempts: [reply(#"{"tool":"sql","sql":"SELECT"#)]),
            Line(user: "u-4", question: "how many stores have we?", attempts: [failure, failure]),
        ]
        // The circuit has had enough by now: what a rule knows is answered, and nothing else.
        lines += [
            Line(user: "u-5", question: "how many stores are there?", attempts: [plan("SELECT 1")]),
            Line(user: "u-5", question: "How many orders?", attempts: [plan("SELECT count(*) FROM orders")]),
        ]
        // The ninth of one user is one too many.
        lines += (1...9).map { Line(user: "u-6", question: "SELECT \($0)") }
        return lines
    }()

    /// Writes the scenario into a folder of its own.
    static func write() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "parity-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func put(_ text: String, _ name: String) throws {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        try put(configuration, "scenario.yaml")
        try put(script, "shop.sql")
        let header = #"{"format":"toolrouter-recording","version":1,"source":"a test","epoch":"2026-11-20T09:00:00Z"}"#
        let exchanges = lines.enumerated().map { number, line in
            #"{"id":"r-\#(number)","at_us":\#(number * 1_000_000),"caller":{"tenant":"emea","user":"\#(line.user)","ip":"127.0.0.1"},"#
                + #""question":"\#(line.question)","bypass_cache":\#(line.bypassesCache),"#
                + #""planner":[\#(line.attempts.joined(separator: ","))],"#
                + #""shadow":{"other":[{"latency_us":0,"model":"other-1","content":"\#(line.candidate)","usage":{"input":1,"output":1}}]}}"#
        }
        try put(([header] + exchanges).joined(separator: "\n") + "\n", "traffic.jsonl")
        return folder
    }
}
