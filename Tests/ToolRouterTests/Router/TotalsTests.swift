import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct TotalsTests {
    /// Twelve requests of every kind, and what the planner says to those that ask it.
    private static func mixedRun() throws -> (world: ScriptedWorld, replies: [ScriptedWorld.Reply]) {
        let world = ScriptedWorld(
            script: [
                .plan("SELECT 1"),  // a
                .plan("DROP TABLE singer"),  // b
                .plan(confidence: "0.1"),  // c
                .text("Sorry!"),  // d, where a rule stands in
                .http(503), .plan("SELECT 2"),  // e
                .plan("SELECT 3", after: .seconds(25)).stubborn, .plan("SELECT 4"),  // f, late once
                .text("SELECT 5", model: "model-x"),  // g, without a price
                .http(400),  // h
                .plan("SELECT 6"),  // a again, bypassing
                .plan("SELECT many"),  // i
            ],
            candidates: [("candidate", [.plan()], .one)],
            behaviours: [
                "DROP TABLE singer": .refuse(.sqlNotReadOnly),
                "SELECT many": .answer(ResultSet(columns: ["n"], rows: [], isTruncated: true)),
            ]
        ) { configuration in
            configuration.rules = RuleSet([Rule(name: "r", anyOf: ["d"], sql: "SELECT 9")])
            configuration.limits.global = RateLimit(requests: 1, per: .seconds(1), burst: 1)
        }
        let questions = ["a", "b", "c", "d", "e", "f", "g", "h", " a ", "a", "SELECT 1", "i"]
        var arrivals = questions.enumerated().map { number, question in
            ScriptedWorld.Arrival(
                at: .seconds(number * 100),
                request: .asking(question, id: RequestID("r-\(number)"), bypassCache: number == 9))
        }
        arrivals.append(.init(at: .milliseconds(1_100_500), request: .asking("j", id: "r-12")))
        return (world, try world.replies(to: arrivals))
    }

    @Test func `the counts of a mixed run add up`() throws {
        let (world, replies) = try Self.mixedRun()
        let totals = world.log.totals

        #expect(totals.requests == 13)
        #expect(totals.outcomes.total == 13)
        #expect(totals.outcomes["answered"] == 9)
        #expect(totals.outcomes["clarification"] == 1)
        #expect(totals.outcomes["refused"] == 2)
        #expect(totals.outcomes["failed"] == 1)
        for name in ["answered", "clarification", "refused", "failed"] {
            #expect(totals.outcomes[name] == replies.count { $0.answer.outcome.name == name }, "\(name)")
        }
        #expect(totals.errors.total == 3)
        #expect(totals.errors[.sqlNotReadOnly] == 1)
        #expect(totals.errors[.rateLimited] == 1)
        #expect(totals.errors[.providerRejected] == 1)

        #expect(totals.sources.total == 9)
        #expect(totals.sources[.planner] == 6)
        #expect(totals.sources[.cache] == 1)
        #expect(totals.sources[.rules] == 1)
        #expect(totals.sources[.raw] == 1)
        #expect(totals.degraded[.plannerFailed] == 1)
        #expect(totals.truncated == 1)

        #expect(totals.cacheHits == 1)
        #expect(totals.cacheMisses == 9)
        #expect(totals.cacheBypassed == 1)
        #expect(totals.cacheStored == 5)
        #expect(totals.cacheHitRatio == Ratio(millionths: 100_000))

        #expect(totals.attempts == 12)
        #expect(totals.attempts == world.planner.calls)
        #expect(totals.replies == 9)
        #expect(totals.lateReplies == 1)
        #expect(totals.shadows["candidate"]?.proposals == 10)
    }

    @Test func `counts that are apart by label add up to those of all`() throws {
        let totals = try Self.mixedRun().world.log.totals
        #expect(totals.answers.rows.map(\.tool).contains(nil))
        #expect(
            Answer.Outcome.Kind.allCases.allSatisfy { kind in
                totals.answers.rows.reduce(0) { $0 + $1[kind] } == totals.outcomes[kind.rawValue]
            })
        #expect(totals.retries == 2)
        #expect(totals.limits.total == 13)
        #expect(totals.limits[isAllowed: false, .global, .requests] == 1)
        #expect(totals.limits[isAllowed: true, .global, .requests] == 12)
        #expect(totals.shadows["candidate"]?.asked == 10)

        let current = totals.spending.rows.filter { !$0.isCandidate }
        #expect(current.map(\.model).sorted() == ["model-a", "other"])
        #expect(current.reduce(Money.zero) { $0 + $1.cost } == totals.cost)
        #expect(current.reduce(TokenUsage()) { $0 + $1.usage } == totals.usage)
        #expect(current.reduce(0) { $0 + $1.exact } == 9)
        #expect(current.reduce(0) { $0 + $1.missing } == totals.unpricedReplies)
        let candidates = totals.spending.rows.filter(\.isCandidate)
        #expect(candidates.reduce(Money.zero) { $0 + $1.cost } == totals.shadows["candidate"]?.cost)
        #expect(candidates.map(\.planner) == ["candidate"])
    }

    @Test func `bills and late replies together are the total cost`() throws {
        let (world, replies) = try Self.mixedRun()
        let totals = world.log.totals

        var usage = TokenUsage()
        var cost = Money.zero
        var unpriced = 0
        for bill in replies.map(\.answer.bill) {
            usage = usage + bill.usage
            if let amount = bill.cost.amount { cost += amount } else { unpriced += 1 }
        }
        for event in world.log.events {
            guard case .lateReply(_, _, let bill) = event.kind else { continue }
            usage = usage + bill.usage
            cost += try #require(bill.cost.amount)
        }
        #expect(totals.usage == usage)
        #expect(totals.cost == cost)
        #expect(totals.unpricedReplies == unpriced)
        // Nine priced replies, the late one included.
        #expect(totals.cost == Money(usd: "0.0315"))
        #expect(totals.usage == TokenUsage(input: 10_000, output: 1_000))
    }

    @Test func `the circuit's changes and refusals are counted`() throws {
        let world = ScriptedWorld(
            script: Array(repeating: .http(503), count: 5) + [.plan()], ttl: nil
        ) { $0.retry.retries = 0 }
        _ = try world.replies(to: "q", times: 12, every: .seconds(6))
        let totals = world.log.totals
        #expect(totals.circuitTransitions[.open] == 1)
        #expect(totals.circuitTransitions[.halfOpen] == 1)
        #expect(totals.circuitTransitions[.closed] == 1)
        #expect(totals.circuitRefusals == totals.errors[.circuitOpen])
        #expect(totals.circuitRefusals == 5)
        #expect(totals.attempts == 7)
    }

    @Test func `there is no hit ratio before the first question`() {
        #expect(Totals().cacheHitRatio == nil)
    }
}
