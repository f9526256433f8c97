import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

/// What a router does when the money for its planners is used up. A call of the script costs 0.0035 USD.
struct SpentBudgetTests {
    private static let rule = Rule(name: "count", anyOf: ["how many"], sql: "SELECT count(*) FROM singer")

    private static func world(
        _ script: ScriptedReply..., day: String, estimate: String? = "0.004", over: OverBudget = .refuse,
        pause: Duration? = nil, configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(script: script, budgetPause: pause) { configuration in
            configuration.budgets.tenant.day = Money(usd: day)
            configuration.budgets.estimate = estimate.flatMap { Money(usd: $0) }
            configuration.budgets.over = over
            configuration.rules = RuleSet([rule])
            configure(&configuration)
        }
    }

    private static func burst(_ count: Int, at moment: Duration = .zero) -> [ScriptedWorld.Arrival] {
        (0..<count).map { .init(at: moment, request: .asking("q \($0)", id: RequestID("r-\($0)"))) }
    }

    @Test func `a burst is let through as far as the money goes, not as far as nobody has paid yet`() throws {
        let world = Self.world(.plan(), day: "0.02")
        let replies = try world.replies(to: Self.burst(64))
        #expect(world.planner.calls == 5)
        #expect(replies.count { $0.summary == "answered" } == 5)
        #expect(replies.count { $0.summary == "refused budget_exhausted at plan" } == 59)
        #expect(world.log.totals.budgetRefusals(of: .tenant) == 59)
        #expect(world.standing.totals.spent == Money(usd: "0.0175"))
        #expect(world.standing.totals.spent == world.log.totals.cost)
    }

    @Test func `it says until when, and then there is money again`() throws {
        let world = Self.world(.plan(), day: "0.004")
        // The world begins at 09:00 in UTC.
        let replies = try world.replies(
            to: [0, 1, 15 * 3_600 - 1, 15 * 3_600].enumerated().map { number, second in
                .init(at: .seconds(second), request: .asking("q \(number)", id: RequestID("r-\(number)")))
            })
        #expect(
            replies.map(\.summary) == [
                "answered", "refused budget_exhausted at plan", "refused budget_exhausted at plan", "answered",
            ])
        let error = try #require(replies[1].answer.outcome.error)
        #expect(error.hint == "it begins anew in 15 h")
        #expect(error.retryAfter == .seconds(15 * 3_600 - 1))
        #expect(error.detail == "the tenant budget of the day is used up")
        #expect(error.code.status == 429 && error.code.isRetryable)
    }

    @Test func `the rules answer in its place, and say so`() throws {
        let world = Self.world(.plan(), day: "0.004", over: .rules)
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("q", id: "r-0")),
                .init(at: .seconds(1), request: .asking("How many singers are there?", id: "r-1")),
                .init(at: .seconds(2), request: .asking("What else?", id: "r-2")),
            ])
        #expect(replies[1].summary == "answered")
        #expect(replies[1].answer.source == .rules)
        #expect(replies[1].answer.degraded == .budgetExhausted)
        #expect(replies[2].summary == "refused budget_exhausted at plan", "no rule knows that")
        #expect(world.planner.calls == 1)
        #expect(world.log.totals.degraded[.budgetExhausted] == 1)
        #expect(
            world.log.names(of: "r-1") == [
                "received", "limited", "routed", "recalled", "budgetRefused", "fellBack", "planned", "approved", "ran",
                "settled",
            ])
    }

    @Test(arguments: OverBudget.allCases)
    func `what needs no planner needs no money`(over: OverBudget) throws {
        let world = Self.world(.plan(), day: "0.004", over: over)
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("q", id: "r-0")),
                .init(at: .milliseconds(1), request: .asking("q", id: "joined")),
                .init(at: .seconds(2), request: .asking("q", id: "hit")),
                .init(at: .seconds(3), request: .asking("SELECT 1", id: "raw")),
            ])
        #expect(replies.allSatisfy { $0.summary == "answered" && $0.answer.degraded == nil })
        #expect(replies.map(\.answer.source) == [.planner, .planner, .cache, .raw])
        #expect(world.planner.calls == 1)
    }

    @Test(arguments: [(OverBudget.refuse, "refused budget_exhausted at plan"), (.rules, "answered")])
    func `a stale answer stands in where rules may`(row: (over: OverBudget, summary: String)) throws {
        let world = ScriptedWorld(script: [.plan()], ttl: .seconds(10), staleIfError: .seconds(100)) { configuration in
            configuration.budgets.tenant.day = Money(usd: "0.004")
            configuration.budgets.estimate = Money(usd: "0.004")
            configuration.budgets.over = row.over
        }
        let replies = try world.replies(to: "q", times: 2, every: .seconds(20))
        #expect(replies[1].summary == row.summary)
        #expect(replies[1].answer.degraded == (row.over == .rules ? .budgetExhausted : nil))
    }

    @Test func `a fresh answer that was to be renewed is kept`() throws {
        let world = Self.world(.plan(), day: "0.004") {
            $0.earlyRefresh = EarlyRefresh(beta: Ratio(millionths: 100_000_000))
        }
        let replies = try world.replies(to: "q", times: 60, every: .seconds(60))
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.log.totals.budgetRefusals(of: .tenant) > 0)
    }

    @Test func `a retry needs money of its own, and without it the planner has failed`() throws {
        let world = Self.world(.http(503), .plan(), day: "0.004", over: .rules) {
            $0.budgets.tenant.day = Money(usd: "0.0041")
        }
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("q", id: "r-0")),
                // Takes the money while the first one pauses.
                .init(at: .milliseconds(200), request: .asking("how many", id: "r-1")),
            ])
        #expect(replies[0].summary == "failed provider_failed at plan")
        #expect(replies[1].answer.source == .planner)
        #expect(world.standing.totals.spent == Money(usd: "0.0035"))
    }

    @Test func `a call that failed gives its money back`() throws {
        let world = Self.world(.http(400), .plan(), day: "0.004")
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("a", id: "r-0")),
                .init(at: .seconds(1), request: .asking("b", id: "r-1")),
            ])
        #expect(replies.map(\.summary) == ["failed provider_rejected at plan", "answered"])
    }

    @Test func `an open circuit puts nothing aside`() throws {
        let world = Self.world(.http(503), day: "0.004") {
            $0.breaker.failures = 1
            $0.retry.retries = 0
        }
        let replies = try world.replies(to: Self.burst(1) + [.init(at: .seconds(1), request: .asking("x", id: "x"))])
        #expect(replies[1].summary == "failed circuit_open at plan")
        #expect(world.standing.reservations == 0)
        #expect(world.log.names(of: "x").filter { $0.hasPrefix("budget") } == [])
    }

    @Test func `whoever asks the same as the one who took the last money shares the call`() throws {
        let world = Self.world(.plan(), day: "0.004", pause: .milliseconds(50))
        let replies = try world.replies(
            to: (0..<8).map { .init(at: .milliseconds($0), request: .asking("q", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.planner.calls == 1)
        #expect(world.standing.totals.spent == Money(usd: "0.0035") && world.standing.reservations == 0)
    }

    /// The call that is shared ends while a second one for the same is decided about.
    @Test func `no call is made without money, however calls and questions meet`() throws {
        let world = ScriptedWorld(
            script: [.plan(after: .milliseconds(3))], ttl: .microseconds(1), budgetPause: .milliseconds(1)
        ) { $0.budgets.tenant.day = Money(usd: "100") }
        let replies = try world.replies(
            to: (0..<200).map { .init(at: .microseconds(500 * $0), request: .asking("q", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        let reserved = world.log.events.count { "\($0.kind)".hasPrefix("budgetReserved") }
        #expect(reserved == world.planner.calls)
        #expect(world.standing.totals.spent == world.log.totals.cost)
    }

    @Test func `an open circuit is the reason, whether there is money or not`() throws {
        let world = Self.world(.http(503), .plan(), day: "0.004", pause: .milliseconds(50)) {
            $0.budgets.estimate = Money(usd: "0.004")
            $0.breaker.failures = 1
            $0.retry.retries = 0
        }
        let replies = try world.replies(
            to: Self.burst(1)
                + [
                    .init(at: .seconds(1), request: .asking("x", id: "x")),
                    .init(at: .seconds(1), request: .asking("y", id: "y")),
                ])
        #expect(replies.dropFirst().map(\.summary) == ["failed circuit_open at plan", "failed circuit_open at plan"])
        #expect(replies[1].latency < .milliseconds(50), "no money was asked for")
    }

    @Test(arguments: [
        ("a call that ended by itself as cancelled", PlannerFailure.metered(.cancelled, ScriptedReply.usage), "0.0035"),
        ("one that is known to be free", .metered(.cancelled, TokenUsage()), "0"),
        ("a failed call of a model of another price", .metered(.timeout, ScriptedReply.usage, model: "dear"), "0.035"),
    ])
    func `what a failed call is known to cost is spent`(row: (name: String, failure: PlannerFailure, usd: String))
        throws
    {
        let world = Self.world(.failure(row.failure), day: "1") {
            $0.retry.retries = 0
            $0.prices = PriceCatalogue([
                "model-a": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!),
                "dear": Price(input: Money(usd: "25")!, output: Money(usd: "100")!),
            ])
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.answer.bill.cost.amount == Money(usd: row.usd))
        #expect(world.standing.totals.spent == Money(usd: row.usd) && world.standing.totals.unknown == 0)
    }

    @Test func `a reply too late is paid from what was put aside for it, once`() throws {
        let world = Self.world(.plan(after: .seconds(30)).stubborn, .plan(), day: "0.008")
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("a", id: "r-0", deadline: .seconds(5))),
                .init(at: .seconds(6), request: .asking("b", id: "r-1")),
                .init(at: .seconds(8), request: .asking("c", id: "r-2")),
                .init(at: .seconds(31), request: .asking("d", id: "r-3")),
            ])
        #expect(
            replies.map(\.summary) == [
                "failed deadline_exceeded at plan", "answered", "refused budget_exhausted at plan",
                "refused budget_exhausted at plan",
            ])
        #expect(world.log.totals.lateReplies == 1)
        #expect(world.standing.totals.spent == Money(usd: "0.007"))
        #expect(world.standing.totals.spent == world.log.totals.cost)
        #expect(world.standing.reservations == 0)
    }

    @Test func `who comes to pay for a call that another one started settles its money`() throws {
        let world = Self.world(.plan(after: .seconds(10)), day: "0.004")
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking("q", id: "starter", deadline: .seconds(2))),
                .init(at: .seconds(1), request: .asking("q", id: "heir")),
            ])
        #expect(replies[1].summary == "answered")
        #expect(world.log.names(of: "starter").contains("budgetReserved"))
        #expect(world.log.names(of: "heir").contains("budgetSettled"))
        #expect(world.standing.totals.spent == Money(usd: "0.0035"))
    }

    @Test func `a call without a price counts as the configuration says`() throws {
        let world = Self.world(.text("SELECT 5", model: "model-x"), day: "0.1") {
            $0.budgets.unknownCost = Money(usd: "0.06")!
        }
        let replies = try world.replies(
            to: (0..<3).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(
            replies.map(\.summary) == ["answered", "answered", "refused budget_exhausted at plan"],
            "a price that nobody knows is no price of zero")
        #expect(world.standing.totals.assumed == Money(usd: "0.12") && world.standing.totals.unknown == 2)
        #expect(world.standing.totals.spent == .zero)
    }

    @Test func `an estimate that nobody configured is that of its tokens at the dearest rate`() throws {
        // 1,000 tokens and 7 for 27 bytes, at 10 USD for 1,000,000.
        #expect(try Self.world(.plan(), day: "0.01007", estimate: nil).reply(to: .asking()).summary == "answered")
        let poor = try Self.world(.plan(), day: "0.01006", estimate: nil).reply(to: .asking())
        #expect(poor.summary == "refused request_too_large at plan")
        #expect(poor.answer.outcome.error?.retryAfter == nil)
        let unpriced = Self.world(.plan(), day: "0.049", estimate: nil) { $0.prices = PriceCatalogue() }
        #expect(try unpriced.reply(to: .asking()).summary == "refused request_too_large at plan")
    }

    @Test(arguments: [
        // 1,007 tokens at 100 USD for 1,000,000.
        ("100", "0.1006", "refused request_too_large at plan"), ("100", "0.1007", "answered"),
        ("1", "0.0499", "refused request_too_large at plan"), ("1", "0.05", "answered"),
    ])
    func `a model without a price is estimated at the worst case`(
        row: (dearest: String, day: String, summary: String)
    ) throws {
        let world = Self.world(.plan(), day: row.day, estimate: nil) {
            $0.prices = PriceCatalogue()
            $0.budgets.worstCase = Price(input: Money(usd: "1")!, output: Money(usd: row.dearest)!)
        }
        #expect(try world.reply(to: .asking()).summary == row.summary)
    }

    @Test func `a candidate has its own money, and the planner's goes on`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("cand", [.plan(after: .milliseconds(100))], .one)],
            candidateBudgets: ["cand": BudgetLimits(day: Money(usd: "0.02"))]
        ) { $0.budgets.global.day = Money(usd: "1") }
        let replies = try world.replies(
            to: (0..<8).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        // Each is estimated at 0.01001.
        #expect(world.candidates[0].calls == 3)
        let codes = world.log.events.compactMap { event -> ErrorCode? in
            guard case .shadowEnded(_, let proposal) = event.kind, case .failure(let error) = proposal.plan else {
                return nil
            }
            return error.code
        }
        #expect(codes == Array(repeating: .budgetExhausted, count: 5))
        #expect(world.log.totals.budgetRefusals(of: .candidate) == 5)
        #expect(world.standing.candidates["cand"]?.spent == Money(usd: "0.0105"))
        #expect(world.standing.totals.spent == Money(usd: "0.028"))
    }

    @Test func `without a budget nothing is said of one, and all is counted`() throws {
        let world = ScriptedWorld(script: [.plan()], candidates: [("cand", [.plan()], .one)])
        _ = try world.replies(to: Self.burst(3))
        #expect(!world.log.events.contains { "\($0.kind)".hasPrefix("budget") })
        #expect(world.standing.totals.spent == Money(usd: "0.0105"))
        #expect(world.standing.candidates["cand"]?.spent == Money(usd: "0.0105"))
    }
}
