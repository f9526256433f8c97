import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

/// What never gets into the answer cache.
struct StorageTests {
    /// A way of not ending in a complete answer of the planner.
    struct Incomplete: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: ScriptedReply
        var behaviours: [String: ScriptedTool.Behaviour] = [:]
        var rules: [Rule] = []
        let summary: String
    }

    static let incomplete: [Incomplete] = [
        Incomplete(
            testDescription: "a refusal of the guard", script: .plan("DROP TABLE singer"),
            behaviours: ["DROP TABLE singer": .refuse(.sqlNotReadOnly)],
            summary: "refused sql_not_read_only at guard"),
        Incomplete(
            testDescription: "a failure of the tool", script: .plan(), behaviours: ["SELECT 1": .fail(.sqlFailed)],
            summary: "failed sql_failed at run"),
        Incomplete(
            testDescription: "a failure of the planner", script: .http(400),
            summary: "failed provider_rejected at plan"),
        Incomplete(
            testDescription: "a fallback", script: .http(400),
            rules: [Rule(name: "r", anyOf: ["singers"], sql: "SELECT 9")], summary: "answered"),
        Incomplete(
            testDescription: "a clarification", script: .plan(confidence: "0.2"), summary: "clarification"),
        Incomplete(
            testDescription: "a plan without a tool", script: .text(#"{"tool":"none"}"#), summary: "clarification"),
        Incomplete(
            testDescription: "a truncated answer", script: .plan(),
            behaviours: [
                "SELECT 1": .answer(ResultSet(columns: ["n"], rows: [[.integer(1)]], isTruncated: true))
            ], summary: "answered"),
    ]

    @Test func `an answer too large is not said to be stored`() throws {
        let world = ScriptedWorld(script: [.plan()], entryBytes: 100)
        let replies = try world.replies(to: "q", times: 2, every: .seconds(1))
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.planner.calls == 2)
        #expect(world.log.totals.cacheStored == 0)
        #expect(!world.log.names(of: "r-0").contains("stored"))
    }

    @Test(arguments: incomplete)
    func `is never stored`(row: Incomplete) throws {
        let world = ScriptedWorld(row.script, behaviours: row.behaviours) { $0.rules = RuleSet(row.rules) }
        let replies = try world.replies(to: "How many singers are there?", times: 2, every: .seconds(10))
        #expect(replies.map(\.summary) == [row.summary, row.summary])
        #expect(world.log.recalls == [.miss, .miss])
        #expect(world.log.totals.cacheStored == 0)
        #expect(world.planner.calls == 2)
    }

    @Test func `an empty result is complete`() throws {
        let world = ScriptedWorld(.plan(), behaviours: ["SELECT 1": .answer(ResultSet(columns: ["n"], rows: []))])
        let replies = try world.replies(to: "q", times: 2, every: .seconds(10))
        #expect(replies[1].answer.source == .cache)
        #expect(replies[1].rows == [])
    }

    @Test func `a truncated answer does not displace a complete one`() throws {
        let world = ScriptedWorld(.plan())
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")),
            .init(at: .seconds(10), request: .asking(id: "r-1", bypassCache: true)) { world in
                world.tool.set("SELECT 1", .answer(ResultSet(columns: ["n"], rows: [], isTruncated: true)))
            },
            .init(at: .seconds(20), request: .asking(id: "r-2")),
        ])
        #expect(replies[2].answer.source == .cache)
        #expect(replies[2].rows == replies[0].rows)
    }

    /// The world begins at nine in the morning, UTC.
    @Test(arguments: [
        ("the same day", Duration.seconds(14 * 3_600), 1), ("the next day", .seconds(16 * 3_600), 2),
    ])
    func `an answer that depends on the day is recalled on`(row: (name: String, after: Duration, calls: Int)) throws {
        let world = ScriptedWorld(
            script: [.plan("SELECT date('now')"), .http(503)], ttl: .seconds(7 * 86_400),
            staleIfError: .seconds(7 * 86_400)
        ) { $0.retry.retries = 0 }
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")), .init(at: row.after, request: .asking(id: "r-1")),
        ])
        #expect(world.planner.calls == row.calls, "\(row.name)")
        // Yesterday's answer does not stand in either.
        #expect(replies[1].summary == (row.calls == 1 ? "answered" : "failed provider_failed at plan"))
    }
}
