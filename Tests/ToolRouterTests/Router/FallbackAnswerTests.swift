import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

/// Answers past their time that stand in for a planner that fails, and answers renewed before it.
struct FallbackAnswerTests {
    private static func world(
        _ script: [ScriptedReply], rules: [Rule] = [], configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(script: script, ttl: .seconds(10), staleIfError: .seconds(100)) { configuration in
            configuration.retry.retries = 0
            configuration.rules = RuleSet(rules)
            configure(&configuration)
        }
    }

    private static func arrivals(_ seconds: Int...) -> [ScriptedWorld.Arrival] {
        seconds.enumerated().map { .init(at: .seconds($1), request: .asking(id: RequestID("r-\($0)"))) }
    }

    @Test(arguments: [
        ("a failure", ScriptedReply.http(503), Degradation.plannerFailed),
        ("a reply without a plan", .text("Sorry!"), .plannerFailed),
        ("a planner that hangs", .hang, .plannerFailed),
    ])
    func `a stale answer stands in for`(row: (name: String, script: ScriptedReply, reason: Degradation)) throws {
        let world = Self.world([.plan("SELECT 1"), row.script])
        let replies = try world.replies(to: Self.arrivals(0, 30))
        let answer = replies[1].answer
        #expect(replies[1].summary == "answered", "\(row.name)")
        #expect(answer.source == .stale)
        #expect(answer.degraded == row.reason)
        #expect(replies[1].rows == replies[0].rows)
        #expect(replies[1].latency <= .seconds(30))
        #expect(world.tool.runs == ["SELECT 1"], "it is not run again")
        #expect(world.tool.approvals == ["SELECT 1", "SELECT 1"], "and approved by today's guard")
        let totals = world.log.totals
        #expect(totals.staleAnswers == 1)
        #expect(totals.cacheHits == 0)
        #expect(totals.cacheMisses == 2)
        #expect(totals.cacheStored == 1)
        #expect(totals.sources[.stale] == 1)
        #expect(totals.degraded[row.reason] == 1)
    }

    @Test func `while the circuit is open it needs no call`() throws {
        let world = Self.world([.plan(), .http(503)]) { $0.breaker.failures = 1 }
        let replies = try world.replies(to: Self.arrivals(0, 30, 40))
        #expect(replies[2].answer.source == .stale)
        #expect(replies[2].answer.degraded == .circuitOpen)
        #expect(replies[2].latency == .zero)
        #expect(world.planner.calls == 2)
        #expect(
            world.log.names(of: "r-2") == [
                "received", "limited", "routed", "recalled", "circuitRefused", "servedFallback", "planned", "settled",
            ])
    }

    @Test func `a planner that answers is preferred`() throws {
        let world = Self.world([.plan("SELECT 1"), .plan("SELECT 2")])
        let replies = try world.replies(to: Self.arrivals(0, 30))
        #expect(replies[1].rows == [[.text("SELECT 2")]])
        #expect(replies[1].answer.source == .planner)
    }

    @Test(arguments: [
        ("its last moment", 110_830, "answered"), ("after that", 110_831, "failed provider_failed at plan"),
    ])
    func `it is kept for a time`(row: (name: String, milliseconds: Int, summary: String)) throws {
        // Stored at 830 ms, fresh for 10 s, kept for 100 s more.
        let world = Self.world([.plan(), .http(503)])
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")),
            .init(at: .milliseconds(row.milliseconds), request: .asking(id: "r-1")),
        ])
        #expect(replies[1].summary == row.summary, "\(row.name)")
    }

    @Test func `one that today's guard refuses does not stand in, a rule does`() throws {
        let rule = Rule(name: "r", anyOf: ["singers"], sql: "SELECT 9")
        let world = Self.world([.plan("SELECT 1"), .http(503)], rules: [rule])
        var arrivals = Self.arrivals(0, 30, 40)
        arrivals[1].before = { $0.tool.set("SELECT 1", .refuse(.tableDenied)) }
        let replies = try world.replies(to: arrivals)
        #expect(replies[1].answer.source == .rules)
        #expect(replies[1].rows == [[.text("SELECT 9")]])
        #expect(world.log.totals.staleAnswers == 0)
        #expect(world.tool.approvals == ["SELECT 1", "SELECT 1", "SELECT 9", "SELECT 9"], "it is forgotten")
    }

    @Test func `it comes before the rules`() throws {
        let rule = Rule(name: "r", anyOf: ["singers"], sql: "SELECT 9")
        let world = Self.world([.plan("SELECT 1"), .http(503)], rules: [rule])
        #expect(try world.replies(to: Self.arrivals(0, 30))[1].answer.source == .stale)
    }

    @Test func `who must not be answered from the cache gets no stale answer`() throws {
        let world = Self.world([.plan(), .http(503)])
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")),
            .init(at: .seconds(30), request: .asking(id: "r-1", bypassCache: true)),
        ])
        #expect(replies[1].summary == "failed provider_failed at plan")
    }

    @Test func `nobody who leaves gets one`() throws {
        let world = Self.world([.plan(), .hang])
        var arrivals = Self.arrivals(0, 30)
        arrivals[1].hangsUpAfter = .seconds(1)
        #expect(try world.replies(to: arrivals)[1].summary == "failed cancelled at plan")
    }

    /// A β so large that chance always has an answer renewed.
    private static let always = EarlyRefresh(beta: Ratio(millionths: 9_000_000_000_000))

    @Test func `chance has a fresh answer renewed`() throws {
        let world = Self.world([.plan("SELECT 1"), .plan("SELECT 2")]) { $0.earlyRefresh = Self.always }
        let replies = try world.replies(to: Self.arrivals(0, 5))
        #expect(world.log.recalls == [.miss, .refresh(try world.log.storedKey, age: .milliseconds(4_170))])
        #expect(replies[1].rows == [[.text("SELECT 2")]])
        #expect(replies[1].answer.source == .planner)
        #expect(world.log.totals.cacheRefreshes == 1)
        #expect(world.log.totals.cacheStored == 2)
    }

    @Test(arguments: [
        ("refused by the guard", ScriptedReply.plan("DROP TABLE singer")), ("that fails", .plan("SELECT 0")),
        ("of low confidence", .plan("SELECT 2", confidence: "0.2")),
    ])
    func `nor is it worse for a new plan`(row: (name: String, reply: ScriptedReply)) throws {
        let world = ScriptedWorld(
            script: [.plan("SELECT 1"), row.reply],
            behaviours: [
                "DROP TABLE singer": .refuse(.sqlNotReadOnly), "SELECT 0": .fail(.databaseBusy),
            ], ttl: .seconds(10)
        ) { $0.earlyRefresh = Self.always }
        let reply = try world.replies(to: Self.arrivals(0, 5))[1]
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(reply.rows == [[.text("SELECT 1")]])
        #expect(reply.answer.source == .cache)
        #expect(reply.answer.plan?.sql == "SELECT 1")
        #expect(reply.answer.degraded == nil)
    }

    @Test func `when renewing fails, the answer that was to be renewed serves, and is no worse for it`() throws {
        let world = Self.world([.plan("SELECT 1"), .http(503)]) { $0.earlyRefresh = Self.always }
        let reply = try world.replies(to: Self.arrivals(0, 5))[1]
        #expect(reply.summary == "answered")
        #expect(reply.rows == [[.text("SELECT 1")]])
        #expect(reply.answer.source == .cache)
        #expect(reply.answer.degraded == nil)
        #expect(world.log.totals.staleAnswers == 0)
    }
}
