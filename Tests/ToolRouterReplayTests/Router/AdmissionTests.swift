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
        let world = ScriptedWorld(.plan()) { $0.longestQuestion = 20 }
        let reply = try world.reply(to: .asking(row.question))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.answer.outcome.error?.code.status ?? 0 == row.status)
        #expect(world.planner.calls == (row.status == 0 ? 1 : 0))
    }
}
