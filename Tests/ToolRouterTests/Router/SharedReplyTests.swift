import RouterTesting
import Testing
import ToolRouter

/// Requests that ask the same at the same time share one call to the planner.
struct SharedReplyTests {
    private static func crowd(
        _ count: Int, from start: Int = 0, at moment: Duration = .zero, leaving: Duration? = nil
    ) -> [ScriptedWorld.Arrival] {
        (start..<start + count).map { number in
            .init(at: moment, request: .asking(id: RequestID("r-\(number)")), hangsUpAfter: leaving)
        }
    }

    @Test func `ten thousand identical questions make exactly one call`() throws {
        let world = ScriptedWorld(.plan())
        let replies = try world.replies(to: Self.crowd(10_000))
        #expect(world.planner.calls == 1)
        #expect(replies.allSatisfy { $0.summary == "answered" && $0.latency == .milliseconds(830) })
        #expect(replies.allSatisfy { $0.answer.source == .planner })
        let totals = world.log.totals
        #expect(totals.attempts == 1)
        #expect(totals.replies == 1)
        #expect(totals.cacheMisses == 1)
        #expect(totals.cacheJoins == 9_999)
        #expect(totals.cacheStored == 1)
        #expect(totals.cost == Money(usd: "0.0035"))
        #expect(replies.map { $0.answer.bill.usage.total } == [1_100] + Array(repeating: 0, count: 9_999))
    }

    @Test func `the first caller hanging up makes no second call`() throws {
        let world = ScriptedWorld(.plan())
        let replies = try world.replies(
            to: Self.crowd(1, leaving: .milliseconds(100)) + Self.crowd(9_999, from: 1))
        #expect(world.planner.calls == 1)
        #expect(world.planner.cancellations == 0)
        #expect(replies[0].summary == "failed cancelled at plan")
        #expect(replies[0].latency == .milliseconds(100))
        #expect(replies[1...].allSatisfy { $0.summary == "answered" })
        // Who waited next pays and stores.
        #expect(replies[0].answer.bill.usage.total == 0)
        #expect(replies[1].answer.bill.usage.total == 1_100)
        #expect(replies[2...].allSatisfy { $0.answer.bill.usage.total == 0 })
        #expect(world.log.totals.cost == Money(usd: "0.0035"))
        #expect(world.log.totals.cacheStored == 1)
        #expect(world.log.names(of: "r-1").filter { $0 == "stored" }.count == 1)
    }

    @Test func `all hanging up cancels the call`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(5)))
        let replies = try world.replies(
            to: Self.crowd(5_000, leaving: .milliseconds(100)) + Self.crowd(5_000, from: 5_000, leaving: .seconds(2))
                + Self.crowd(1, from: 10_000, at: .seconds(3)))
        #expect(replies[..<10_000].allSatisfy { $0.summary == "failed cancelled at plan" })
        #expect(world.planner.cancellations == 1)
        // The next one starts a call of its own.
        #expect(replies[10_000].summary == "answered")
        #expect(world.planner.calls == 2)
        #expect(world.log.totals.circuitTransitions.total == 0)
    }

    @Test func `an error reaches all, and the next one asks again`() throws {
        let world = ScriptedWorld(.text("Sorry!"), .plan())
        let replies = try world.replies(to: Self.crowd(100) + Self.crowd(1, from: 100, at: .seconds(1)))
        #expect(replies[..<100].allSatisfy { $0.summary == "failed prose_reply at plan" })
        #expect(replies[100].summary == "answered")
        #expect(world.planner.calls == 2)
    }

    @Test func `a failed call is retried once for all`() throws {
        let world = ScriptedWorld(.http(503), .plan())
        let replies = try world.replies(to: Self.crowd(100))
        #expect(replies.allSatisfy { $0.summary == "answered" && $0.latency == .milliseconds(1_430) })
        #expect(world.planner.calls == 2)
    }

    @Test func `one failure of a shared call is one failure to the circuit`() throws {
        let world = ScriptedWorld(script: [.http(503)]) { $0.retry.retries = 0 }
        _ = try world.replies(to: Self.crowd(100))
        #expect(world.planner.calls == 1)
        #expect(world.log.circuitChanges == [])
        #expect(world.router.circuits()[0].status.counts.failures == 1)
    }

    @Test func `each waits by a deadline of its own`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(10)))
        let hasty = ScriptedWorld.Arrival(at: .zero, request: .asking(id: "hasty", deadline: .seconds(2)))
        let patient = ScriptedWorld.Arrival(at: .seconds(1), request: .asking(id: "patient"))
        let late = ScriptedWorld.Arrival(at: .seconds(3), request: .asking(id: "late"))
        let replies = try world.replies(to: [hasty, patient, late])
        // A planner that keeps to what it is told must not end the call with the one who made it.
        #expect(world.planner.inquiries.map(\.deadline) == [ScriptedWorld.start + .seconds(20)])
        #expect(replies[0].summary == "failed deadline_exceeded at plan")
        #expect(replies[0].latency == .seconds(2))
        #expect(replies[1].summary == "answered")
        #expect(replies[1].latency == .milliseconds(9_030))
        #expect(replies[2].latency == .milliseconds(7_030))
        #expect(world.planner.calls == 1)
        #expect(world.log.circuitChanges == [])
    }

    @Test func `an attempt's timeout strikes for all, and is one failure`() throws {
        let world = ScriptedWorld(script: [.hang]) { configuration in
            configuration.retry.retries = 0
            configuration.breaker.failures = 2
        }
        let replies = try world.replies(to: Self.crowd(1) + Self.crowd(50, from: 1, at: .seconds(5)))
        #expect(replies.allSatisfy { $0.summary == "failed planner_timeout at plan" && $0.at == .seconds(20) })
        #expect(world.planner.cancellations == 1)
        #expect(world.log.circuitChanges == [])
    }

    @Test func `a refused first one leaves the others to the same refusal`() throws {
        let world = ScriptedWorld(script: [.plan()]) { $0.breaker.mode = .forcedOpen }
        let replies = try world.replies(to: Self.crowd(10))
        #expect(replies.allSatisfy { $0.summary == "failed circuit_open at plan" })
        #expect(world.planner.calls == 0)
    }

    @Test(arguments: [
        ("another tenant", Request.asking(id: "other", tenant: "apac"), 2),
        ("another question", .asking("q", id: "other"), 2),
        ("one that must be planned afresh", .asking(id: "other", bypassCache: true), 2),
        ("the same", .asking(id: "other"), 1),
    ])
    func `a call is shared with`(row: (name: String, request: Request, calls: Int)) throws {
        let world = ScriptedWorld(.plan())
        _ = try world.replies(to: Self.crowd(1) + [.init(at: .milliseconds(1), request: row.request)])
        #expect(world.planner.calls == row.calls, "\(row.name)")
    }

    @Test func `the statement is approved and run for each`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"))
        _ = try world.replies(to: Self.crowd(3))
        #expect(world.tool.approvals.count == 3)
        #expect(world.tool.runs.count == 3)
    }

    @Test func `a shared reply that comes too late for all is metered once`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(40)).stubborn) { $0.retry.retries = 0 }
        let replies = try world.replies(to: Self.crowd(20))
        #expect(replies.allSatisfy { $0.summary == "failed planner_timeout at plan" })
        #expect(world.log.totals.lateReplies == 1)
        #expect(world.log.totals.cost == Money(usd: "0.0035"))
    }

    @Test(arguments: [
        ("a reply", ScriptedReply.plan(after: .seconds(40)).stubborn), ("a failure", .failure(.cancelled)),
        ("no end", .hang),
    ])
    func `the one who leaves last pays for what still comes`(row: (name: String, reply: ScriptedReply)) throws {
        var reply = row.reply
        if reply.latency == .milliseconds(100) { reply.latency = .seconds(40) }
        let world = ScriptedWorld(reply) { $0.retry.retries = 0 }
        let hasty = ScriptedWorld.Arrival(at: .zero, request: .asking(id: "hasty", deadline: .seconds(2)))
        let patient = ScriptedWorld.Arrival(at: .seconds(1), request: .asking(id: "patient"))
        _ = try world.replies(to: [hasty, patient])
        let payers = world.log.events.filter { event in
            switch event.kind {
            case .lateReply, .lateFailure: true
            default: false
            }
        }
        #expect(payers.map(\.request) == ["patient"], "\(row.name)")
    }

    @Test func `candidates are compared once`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [(name: "candidate", script: [.plan()], sample: .one)])
        _ = try world.replies(to: Self.crowd(20))
        #expect(world.candidates[0].calls == 1)
    }
}
