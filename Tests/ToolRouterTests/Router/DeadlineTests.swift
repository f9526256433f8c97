import RouterTesting
import Testing
import ToolRouter

struct DeadlineTests {
    @Test func `a planner slower than the attempt timeout is a planner timeout once the retries are used up`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(6))) { configuration in
            configuration.attemptTimeout = .seconds(5)
            configuration.retry = RetryPolicy(retries: 2, backoff: .milliseconds(500))
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed planner_timeout at plan")
        #expect(reply.answer.outcome.error?.code.kind == .timeoutError)
        // Three attempts of 5 s with pauses of 0.5 s and 1 s.
        #expect(reply.latency == .milliseconds(16_500))
        #expect(world.planner.calls == 3)
        #expect(world.planner.inquiries.map(\.attempt) == [1, 2, 3])
        #expect(world.planner.cancellations == 3)
        #expect(world.tool.runs == [])
    }

    @Test(arguments: [
        ("the configuration's deadline", nil, 7_000, 1),
        ("a shorter one of the request", Duration.seconds(3), 3_000, 1),
        ("a longer one of the request", .seconds(9), 9_000, 1),
        ("the shortest time that an attempt is made in", .milliseconds(100), 100, 1),
        ("less than that", .milliseconds(100) - .nanoseconds(1), 0, 0),
        ("a request without any time", .zero, 0, 0),
    ])
    func `a planner too slow for the whole request is a deadline exceeded, at the very deadline`(
        row: (name: String, deadline: Duration?, milliseconds: Int, calls: Int)
    ) throws {
        let world = ScriptedWorld(.plan(after: .seconds(30))) { $0.deadline = .seconds(7) }
        let reply = try world.reply(to: .asking(deadline: row.deadline))
        #expect(reply.summary == "failed deadline_exceeded at plan", "\(row.name)")
        #expect(reply.latency == .milliseconds(row.milliseconds))
        #expect(world.planner.calls == row.calls)
    }

    @Test(arguments: [
        ("hangs for ever", ScriptedReply.hang),
        ("ignores its cancellation", .plan(after: .seconds(3_600)).stubborn),
    ])
    func `the answer leaves at the deadline even if the planner`(row: (name: String, script: ScriptedReply)) throws {
        let world = ScriptedWorld(row.script)
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed deadline_exceeded at plan", "\(row.name)")
        #expect(reply.latency == .seconds(30))
        // The first attempt ends at 20 s, the second begins half a second later and ends at the deadline.
        #expect(world.planner.calls == 2)
        #expect(world.planner.cancellations == 2)
    }

    @Test(arguments: [
        ("at the deadline", 5_000_000, "answered"),
        ("a microsecond later", 5_000_001, "failed deadline_exceeded at plan"),
    ])
    func `a reply at the deadline is in time`(row: (name: String, microseconds: Int64, summary: String)) throws {
        let world = ScriptedWorld(.plan(after: .microseconds(row.microseconds)), toolDuration: .zero)
        let reply = try world.reply(to: .asking(deadline: .seconds(5)))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.latency == .seconds(5))
    }

    @Test(arguments: [
        ("at the timeout", 20_000_000, 1, 20_030_000),
        ("a microsecond later", 20_000_001, 2, 20_630_000),
    ])
    func `a reply at the attempt's timeout is in time`(
        row: (name: String, microseconds: Int64, calls: Int, latency: Int64)
    ) throws {
        let world = ScriptedWorld(.plan(after: .microseconds(row.microseconds)), .plan(after: .milliseconds(100)))
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(world.planner.calls == row.calls)
        #expect(reply.latency == .microseconds(row.latency))
    }

    @Test(arguments: [
        ("at the deadline", 2_000_000, "answered"),
        ("a microsecond later", 2_000_001, "failed deadline_exceeded at run"),
        ("never", 3_600_000_000, "failed deadline_exceeded at run"),
    ])
    func `a tool has what the planner left of the time`(row: (name: String, microseconds: Int64, summary: String))
        throws
    {
        let world = ScriptedWorld(.plan(after: .seconds(3)), toolDuration: .microseconds(row.microseconds))
        let reply = try world.reply(to: .asking(deadline: .seconds(5)))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.latency == .seconds(5))
        #expect(world.tool.runs.count == 1)
        #expect(world.log.totals.cacheStored == (row.summary == "answered" ? 1 : 0))
    }

    @Test func `a reply after its attempt was left behind is an event and costs money, but is on no bill`() throws {
        let world = ScriptedWorld(.plan("SELECT 1", after: .seconds(25)).stubborn, .plan("SELECT 2"))
        let reply = try world.reply(to: .asking())
        #expect(reply.rows == [[.text("SELECT 2")]])
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"))

        let late: [(PlannerAttempt, Bill)] = world.log.happenings(to: "r-0").compactMap {
            if case .lateReply(let attempt, _, let bill) = $0 { (attempt, bill) } else { nil }
        }
        #expect(late.map(\.0.number) == [1])
        #expect(late.map(\.1.usage) == [ScriptedReply.usage])
        #expect(world.log.events.last.map { $0.at - ScriptedWorld.start } == .seconds(25))
        #expect(world.log.totals.lateReplies == 1)
        #expect(world.log.totals.replies == 1)
        #expect(world.log.totals.cost == Money(usd: "0.007"))
        #expect(world.tool.runs == ["SELECT 2"])
    }

    /// How a call of 25 s ends that was left behind after 20, and what it costs; nil is unknown.
    @Test(
        arguments: [
            (
                "refused", ScriptedReply.failure(.http(status: 503, retryAfter: nil), after: .seconds(25)).stubborn, 25,
                "0"
            ),
            ("a 2xx", .failure(.http(status: 200, retryAfter: nil), after: .seconds(25)).stubborn, 25, nil),
            ("a lost connection", .failure(.connection, after: .seconds(25)).stubborn, 25, nil),
            ("the provider's timeout", .failure(.timeout, after: .seconds(25)).stubborn, 25, nil),
            ("unreadable", .failure(.unreadable, after: .seconds(25)).stubborn, 25, nil),
            ("metered", .failure(.metered(.timeout, ScriptedReply.usage), after: .seconds(25)).stubborn, 25, "0.0035"),
            ("known to be free", .failure(.metered(.connection, TokenUsage()), after: .seconds(25)).stubborn, 25, "0"),
            ("cancelled", .failure(.cancelled, after: .seconds(25)), 20, nil),
            ("never", .hang, 20, nil),
        ] as [(String, ScriptedReply, Int, String?)])
    func `a call that was left behind and brings no reply is one event, and costs by what it ended with`(
        name: String, reply: ScriptedReply, seconds: Int, usd: String?
    ) throws {
        let world = ScriptedWorld(reply, .plan())
        let answer = try world.reply(to: .asking()).answer
        #expect(answer.bill.cost == Cost(amount: Money(usd: "0.0035"), status: .exact), "it is on no bill")
        let late: [(Bill, Timestamp)] = world.log.events.compactMap { event in
            if case .lateFailure(_, _, let bill) = event.kind { (bill, event.at) } else { nil }
        }
        #expect(late.map(\.0.cost.amount) == [usd.flatMap { Money(usd: $0) }], "\(name)")
        let totals = world.log.totals
        #expect((totals.lateFailures, totals.lateReplies) == (1, 0))
        #expect(totals.unpricedReplies == (usd == nil ? 1 : 0) && totals.firstUnpriced == (usd == nil ? ["r-0"] : []))
        #expect((totals.knownCost == nil) == (usd == nil))
        #expect(name == "never" || late.first?.1 == ScriptedWorld.start + .seconds(seconds))
    }
}
