import RouterTesting
import Testing
import ToolRouter

struct AdmissionTests {
    @Test func `a request over the rate limit is refused with the exact time to wait, and nothing else happens`() throws
    {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.limits.user = RateLimit(requests: 1, per: .seconds(10), burst: 1)
        }
        let replies = try world.replies(to: "q", times: 2, every: .milliseconds(2_500))

        let error = try #require(replies[1].answer.outcome.error)
        #expect(replies[1].summary == "refused rate_limited at admit")
        #expect(error.code.kind == .rateLimitError)
        #expect(error.retryAfter == .milliseconds(7_500))
        #expect(replies[1].latency == .zero)
        #expect(world.log.names(of: "r-1") == ["received", "limited", "settled"])
        #expect(world.planner.calls == 1)
        #expect(world.tool.runs.count == 1)
    }

    @Test(arguments: [
        ("a nanosecond too early is too early", -1, "refused rate_limited at admit"),
        ("the moment named by the refusal is late enough", 0, "answered"),
    ])
    func `the time to wait is exact`(row: (name: String, nanoseconds: Int, summary: String)) throws {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.limits.tenant = RateLimit(requests: 3, per: .seconds(10), burst: 1)
        }
        // A third of 10 s does not divide evenly: 3,333,333,333 ns.
        let replies = try world.replies(
            to: "q", times: 2, every: .nanoseconds(3_333_333_333 + row.nanoseconds))
        #expect(replies[1].summary == row.summary, "\(row.name)")
    }

    @Test func `a refused request uses no allowance up`() throws {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.limits.global = RateLimit(requests: 1, per: .seconds(10), burst: 1)
        }
        let replies = try world.replies(to: "q", times: 11, every: .seconds(1))
        #expect(
            replies.map { $0.answer.outcome.error?.retryAfter } == [
                nil, .seconds(9), .seconds(8), .seconds(7), .seconds(6), .seconds(5), .seconds(4), .seconds(3),
                .seconds(2), .seconds(1), nil,
            ])
    }

    @Test(arguments: [
        ("an empty question", "", "refused question_empty at admit", 400),
        ("a question of white space", " \u{3000}\n\t", "refused question_empty at admit", 400),
        ("a question of the longest length", String(repeating: "ä", count: 10), "answered", 0),
        (
            "a question one byte longer", String(repeating: "ä", count: 10) + "a", "refused question_too_long at admit",
            413
        ),
    ])
    func `a question that can't be one is refused before anything else`(
        row: (name: String, question: String, summary: String, status: Int)
    ) throws {
        let world = ScriptedWorld(.plan()) { $0.maximumQuestion = 20 }
        let reply = try world.reply(to: .asking(row.question))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.answer.outcome.error?.code.status ?? 0 == row.status)
        #expect(world.planner.calls == (row.status == 0 ? 1 : 0))
    }

    /// 1,000 tokens a second and 5,000 at once; each reply spends 1,100.
    private static func metered(_ script: ScriptedReply..., estimate: Int = 1_000) -> ScriptedWorld {
        ScriptedWorld(script: script) { configuration in
            configuration.limits.tokens.user = RateLimit(requests: 1_000, per: .seconds(1), burst: 5_000)
            configuration.limits.tokens.estimate = estimate
            configuration.retry.retries = 0
        }
    }

    @Test func `a request that was estimated above the burst can never pass`() throws {
        let world = Self.metered(.plan(), estimate: 4_000)
        let long = String(repeating: "x", count: 4_001)
        let reply = try world.reply(to: .asking(long))
        #expect(reply.summary == "refused request_too_large at admit")
        #expect(reply.answer.outcome.error?.retryAfter == nil)
        #expect(world.planner.calls == 0)
        #expect(
            try Self.metered(.plan(), estimate: 4_000).reply(to: .asking(String(long.dropLast()))).summary == "answered"
        )
    }

    @Test(arguments: [
        ("a reply is what it spent", ScriptedReply.plan(), "q", 1_100),
        ("no reply spends nothing", .http(503), "q", 0),
        ("a reply that does not say is what was estimated", .text("SELECT 1", usage: nil), "q", 1_001),
        ("a statement asks no planner", .plan(), "SELECT 1", 0),
        ("a refused question asks no planner", .plan(), "", 0),
    ])
    func `the estimate is put right`(row: (name: String, reply: ScriptedReply, question: String, spent: Int)) throws {
        let world = Self.metered(row.reply)
        _ = try world.reply(to: .asking(row.question))
        let settled = world.log.happenings(to: "r-0").compactMap { kind -> [Int]? in
            if case .tokensSettled(let estimate, let spent) = kind { [estimate, spent] } else { nil }
        }
        #expect(settled == [[1_000 + (row.question.utf8.count + 3) / 4, row.spent]], "\(row.name)")
        let names = world.log.names(of: "r-0").filter { $0 != "storing" && $0 != "stored" }
        #expect(names.suffix(2) == ["tokensSettled", "settled"])
    }

    @Test func `a late reply that does not say what it took is owed as estimated`() throws {
        let slow = ScriptedReply.text("SELECT 1", usage: nil, after: .seconds(3)).stubborn
        let world = Self.metered(slow, estimate: 4_900)
        let replies = try world.replies(
            to: [
                .init(at: .zero, request: .asking(deadline: .seconds(1))),
                .init(at: .seconds(4), request: .asking(id: "r-1")),
            ])
        #expect(replies.map(\.summary) == ["failed deadline_exceeded at plan", "refused rate_limited at admit"])
    }

    @Test func `what was spent beyond the allowance is owed, late replies included`() throws {
        // Six at once spend 6,600 of 5,000 + what comes back; the reply of the slow one comes after its deadline.
        let slow = ScriptedReply.plan(after: .seconds(2)).stubborn
        let world = Self.metered(slow, estimate: 100)
        let arrivals = (0..<6).map { number in
            ScriptedWorld.Arrival(
                at: .zero, request: .asking("q \(number)", id: RequestID("r-\(number)"), deadline: .seconds(1)))
        }
        let late = ScriptedWorld.Arrival(at: .seconds(2), request: .asking("late", id: "late", deadline: .seconds(1)))
        let after = ScriptedWorld.Arrival(at: .microseconds(2_000_001), request: .asking("after", id: "after"))
        let replies = try world.replies(to: arrivals + [late, after])
        #expect(replies[..<6].allSatisfy { $0.summary == "failed deadline_exceeded at plan" })
        // At the deadlines nothing was spent and all was given back; at 2 s six replies of 1,100 came all the same.
        let error = try #require(replies[7].answer.outcome.error)
        #expect(error.code == .rateLimited)
        #expect(error.retryAfter! > .milliseconds(1_500) && error.retryAfter! < .seconds(2))
    }

    @Test(
        arguments: [
            ("a role that is configured", "clerk", "answered"), ("no role", nil, "answered"),
            ("a role that nobody knows", "boss", "refused forbidden at admit"),
            ("a role without a name", "", "refused forbidden at admit"),
            ("a role in capitals", "CLERK", "refused forbidden at admit"),
        ] as [(String, RoleName?, String)])
    func `who has a role that nobody knows is refused, and never taken for one who has none`(
        name: String, role: RoleName?, summary: String
    ) throws {
        let world = ScriptedWorld(.plan()) { $0.roles = ["clerk"] }
        let reply = try world.reply(
            to: Request(id: "r-1", caller: Caller(tenant: "t", user: "u", role: role), question: "q"))
        #expect(reply.summary == summary)
        #expect(world.planner.calls == (summary == "answered" ? 1 : 0))
    }

    @Test func `a role's own limit decides, and an estimate is taken where only a role limits tokens`() throws {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.roles = ["clerk"]
            configuration.limits.roles["clerk"] = UserLimits(
                tokens: RateLimit(requests: 1, per: .seconds(1), burst: 500))
        }
        let reply = try world.reply(
            to: Request(id: "r-1", caller: Caller(tenant: "t", user: "u", role: "clerk"), question: "q"))
        #expect(reply.summary == "refused request_too_large at admit")
        let other = try world.reply(to: Request(id: "r-2", caller: Caller(tenant: "t", user: "u"), question: "q"))
        #expect(other.summary == "answered")
    }
}
