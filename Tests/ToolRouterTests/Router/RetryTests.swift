import RouterTesting
import Testing
import ToolRouter

struct RetryTests {
    @Test(arguments: [
        ("an overloaded provider", PlannerFailure.http(status: 503, retryAfter: nil)),
        ("a provider with a status of its own", .http(status: 529, retryAfter: nil)),
        ("too many requests", .http(status: 429, retryAfter: nil)),
        ("a lost connection", .connection),
        ("the provider's own timeout", .timeout),
    ])
    func `what may pass is tried again after the pause`(row: (name: String, failure: PlannerFailure)) throws {
        let world = ScriptedWorld(.failure(row.failure), .plan())
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered", "\(row.name)")
        // 100 ms to fail, 500 ms of pause, 800 ms to reply, 30 ms to run.
        #expect(reply.latency == .milliseconds(1_430))
        #expect(world.planner.inquiries.map(\.attempt) == [1, 2])
        #expect(reply.answer.degraded == nil)
        #expect(reply.answer.bill.usage == ScriptedReply.usage)
    }

    @Test(arguments: [
        ("the pause the provider asks for", 7_000, 7_930),
        ("our own pause where that is longer", 100, 1_430),
        ("a pause beyond our own longest one", 12_000, 12_930),
    ])
    func `too many requests wait for`(row: (name: String, retryAfter: Int, latency: Int)) throws {
        let world = ScriptedWorld(.http(429, retryAfter: .milliseconds(row.retryAfter)), .plan())
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(reply.latency == .milliseconds(row.latency))
    }

    @Test(arguments: [
        ("a pause that leaves time for one", 800_000, 2, "failed deadline_exceeded at plan"),
        ("a pause that leaves too little", 800_001, 1, "failed provider_rate_limited at plan"),
        ("a pause that ends at the deadline", 900_000, 1, "failed provider_rate_limited at plan"),
        ("a pause beyond it", 3_600_000_000, 1, "failed provider_rate_limited at plan"),
    ])
    func `no attempt begins that can't end in time`(
        row: (name: String, retryAfter: Int64, calls: Int, summary: String)
    ) throws {
        let world = ScriptedWorld(.http(429, retryAfter: .microseconds(row.retryAfter)), .plan())
        let reply = try world.reply(to: .asking(deadline: .seconds(1)))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(world.planner.calls == row.calls)
        #expect(reply.latency == (row.calls == 1 ? .milliseconds(100) : .seconds(1)))
    }

    @Test func `the caller is told how long the provider wants to be left alone`() throws {
        let world = ScriptedWorld(.http(429, retryAfter: .seconds(3_600)))
        let error = try world.reply(to: .asking()).answer.outcome.error
        #expect(error?.retryAfter == .seconds(3_600))
        #expect(error?.code.isRetryable == true)
    }

    @Test(arguments: [
        ("a request the provider rejects", ScriptedReply.http(400), "failed provider_rejected at plan"),
        ("a request too large for the model", .http(413), "failed provider_rejected at plan"),
        ("a wrong key", .http(401), "failed provider_credentials at plan"),
        ("a forbidden model", .http(403), "failed provider_credentials at plan"),
        ("an unknown model", .http(404), "failed provider_not_found at plan"),
        ("a planner that can't be asked", .failure(.unavailable("none")), "failed planner_unavailable at plan"),
        ("a reply that is no plan", .text("Sorry!", after: .milliseconds(100)), "failed prose_reply at plan"),
        (
            "a content filter", .text("", finishReason: "content_filter", after: .milliseconds(100)),
            "failed content_filtered at plan"
        ),
    ])
    func `what asking again can't mend is not tried again`(row: (name: String, script: ScriptedReply, summary: String))
        throws
    {
        let world = ScriptedWorld(row.script, .plan())
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.latency == .milliseconds(100))
        #expect(world.planner.calls == 1)
    }

    @Test func `the last attempt's error is the answer's`() throws {
        let world = ScriptedWorld(.http(503), .failure(.connection))
        #expect(try world.reply(to: .asking()).summary == "failed provider_unreachable at plan")
        #expect(world.planner.calls == 2)
    }

    @Test func `without retries one attempt is all`() throws {
        let world = ScriptedWorld(.http(503), .plan()) { $0.retry.retries = 0 }
        #expect(try world.reply(to: .asking()).summary == "failed provider_failed at plan")
        #expect(world.planner.calls == 1)
    }

    @Test func `a planner that gives up by itself is no caller who left`() throws {
        let world = ScriptedWorld(.failure(.cancelled), .plan())
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered")
        #expect(world.planner.calls == 2)
        let alone = ScriptedWorld(.failure(.cancelled)) { $0.retry.retries = 0 }
        #expect(try alone.reply(to: .asking()).summary == "failed provider_unreachable at plan")
    }
}
