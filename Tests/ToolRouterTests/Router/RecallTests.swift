import RouterTesting
import Testing
import ToolRouter

struct RecallTests {
    private static let question = "How many singers are there?"

    @Test(arguments: [
        ("the same question", question),
        ("no-break spaces", "How many\u{A0}singers\u{202F}are there?"),
        ("other white space", "  How\tmany singers\n are there?  "),
    ])
    func `a question asked before is answered from the cache and approved again`(row: (name: String, question: String))
        throws
    {
        let world = ScriptedWorld(.plan("SELECT 1"))
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(row.question, id: "r-1")),
        ])

        let answer = replies[1].answer
        #expect(answer.source == .cache, "\(row.name)")
        #expect(replies[1].rows == replies[0].rows)
        #expect(answer.plan == replies[0].answer.plan)
        #expect(answer.bill.cost == .nothing)
        #expect(answer.bill.usage == TokenUsage())
        #expect(replies[1].latency == .zero)
        #expect(world.log.names(of: "r-1") == ["received", "limited", "routed", "recalled", "settled"])
        // It was stored when the answer left, 830 ms after its question came.
        #expect(world.log.recalls == [.miss, .hit(try world.log.storedKey, age: .milliseconds(9_170))])
        #expect(world.planner.calls == 1)
        #expect(world.tool.approvals == ["SELECT 1", "SELECT 1"])
        #expect(world.tool.runs == ["SELECT 1"])
    }

    @Test(arguments: [
        ("another question", Request.asking("How many bands are there?", id: "r-1")),
        ("another tenant", Request.asking(question, id: "r-1", tenant: "apac")),
        ("another case", Request.asking("how many SINGERS are there?", id: "r-1")),
    ])
    func `another key is a miss`(row: (name: String, request: Request)) throws {
        let world = ScriptedWorld(.plan())
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(Self.question)), .init(at: .seconds(10), request: row.request),
        ])
        #expect(replies[1].answer.source == .planner, "\(row.name)")
        #expect(world.log.recalls == [.miss, .miss])
    }

    /// What changes in what an answer depends on.
    static let changes: [(name: String, change: @Sendable (inout ToolFingerprint) -> Void)] = [
        ("other data", { $0.data = "warehouse" }),
        ("another version of the data", { $0.version = "2" }),
        ("another policy", { $0.policy = "strict" }),
    ]

    @Test(arguments: changes.indices)
    func `a changed fingerprint is a miss`(index: Int) throws {
        let (name, change) = Self.changes[index]
        let world = ScriptedWorld(.plan())
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(Self.question, id: "r-1")) { $0.tool.change(change) },
            .init(at: .seconds(20), request: .asking(Self.question, id: "r-2")),
        ])
        #expect(
            world.log.recalls == [.miss, .miss, .hit(try world.log.storedKey, age: .milliseconds(9_170))], "\(name)")
    }

    @Test(arguments: [
        ("a rule chose the changed tool", "docs", true),
        ("a rule chose another tool", "sql", false),
        ("the planner may choose any tool", nil, true),
    ])
    func `an answer depends on the tools that may give it`(row: (name: String, tool: String?, isMissed: Bool))
        throws
    {
        let tool = row.tool ?? "sql"
        let world = ScriptedWorld(.text(#"{"tool":"\#(tool)","sql":"SELECT 1"}"#)) { configuration in
            if let tool = row.tool {
                configuration.rules = RuleSet([Rule(name: "r", anyOf: ["singers"], tool: ToolName(tool))])
            }
        }
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(Self.question, id: "r-1")) { world in
                world.docs.change { $0.version = "2" }
            },
        ])
        #expect(world.log.totals.cacheMisses == (row.isMissed ? 2 : 1), "\(row.name)")
        #expect(world.log.totals.cacheHits == (row.isMissed ? 0 : 1))
    }

    @Test(arguments: [
        ("at its last moment an answer is alive", 60_000_000, AnswerSource.cache),
        ("a microsecond later it is not", 60_000_001, .planner),
    ])
    func `the time to live includes its last moment`(row: (name: String, microseconds: Int64, source: AnswerSource))
        throws
    {
        let world = ScriptedWorld(.plan(after: .zero), toolDuration: .zero, ttl: .seconds(60))
        let replies = try world.replies(to: Self.question, times: 2, every: .microseconds(row.microseconds))
        #expect(replies[1].answer.source == row.source, "\(row.name)")
    }

    @Test func `bypassing the cache plans afresh and stores what comes of it`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"), .plan("SELECT 2"))
        let replies = try world.replies(to: [
            .init(at: .seconds(0), request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(Self.question, id: "r-1", bypassCache: true)),
            .init(at: .seconds(20), request: .asking(Self.question, id: "r-2")),
        ])
        #expect(replies.map(\.answer.source) == [.planner, .planner, .cache])
        #expect(replies[2].rows == [[.text("SELECT 2")]])
        #expect(world.log.recalls == [.miss, .bypassed, .hit(try world.log.storedKey, age: .milliseconds(9_170))])
        #expect(world.log.totals.cacheBypassed == 1)
    }

    @Test func `a stored plan that today's guard refuses is forgotten and planned afresh`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"), .plan("SELECT 2"))
        let replies = try world.replies(to: [
            .init(at: .seconds(0), request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(Self.question, id: "r-1")) { world in
                world.tool.set("SELECT 1", .refuse(.tableDenied))
            },
            .init(at: .seconds(20), request: .asking(Self.question, id: "r-2")),
        ])
        #expect(
            world.log.recalls == [
                .miss, .disapproved(.tableDenied), .hit(try world.log.storedKey, age: .milliseconds(9_170)),
            ])
        #expect(replies.map(\.rows) == [[[.text("SELECT 1")]], [[.text("SELECT 2")]], [[.text("SELECT 2")]]])
        #expect(replies[1].answer.source == .planner)
        #expect(world.tool.runs == ["SELECT 1", "SELECT 2"])
    }

    @Test func `a stored plan that was refused once does not come back`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"))
        _ = try world.replies(to: [
            .init(at: .seconds(0), request: .asking(Self.question, id: "r-0")),
            .init(at: .seconds(10), request: .asking(Self.question, id: "r-1")) { world in
                world.tool.set("SELECT 1", .refuse(.tableDenied))
            },
            .init(at: .seconds(20), request: .asking(Self.question, id: "r-2")),
        ])
        #expect(world.log.recalls == [.miss, .disapproved(.tableDenied), .miss])
        #expect(world.log.totals.cacheMisses == 3)
    }

    @Test func `without a cache nothing is recalled or stored`() throws {
        let world = ScriptedWorld(.plan(), ttl: nil)
        _ = try world.replies(to: Self.question, times: 2, every: .seconds(10))
        #expect(world.log.recalls == [.notAsked, .notAsked])
        #expect(world.planner.calls == 2)
        #expect(world.log.totals.cacheStored == 0)
    }
}
