import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import ToolRouterTools

struct CancellationTests {
    @Test(arguments: [
        ("while the planner is asked", 400, "failed cancelled at plan", 1, 0),
        ("while a retry waits", 1_200, "failed cancelled at plan", 1, 0),
        ("while the tool runs", 2_510, "failed cancelled at run", 2, 1),
    ])
    func `a caller who leaves ends the request at once`(
        row: (name: String, milliseconds: Int, summary: String, calls: Int, runs: Int)
    ) throws {
        let world = ScriptedWorld(
            .failure(.http(status: 503, retryAfter: nil), after: .seconds(1)), .plan(after: .seconds(1)))
        let reply = try world.reply(to: .asking(), hangsUpAfter: .milliseconds(row.milliseconds))
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.latency == .milliseconds(row.milliseconds))
        #expect(world.planner.calls == row.calls)
        #expect(world.tool.runs.count == row.runs)
        #expect(world.log.settled.count == 1)
        #expect(world.log.totals.cacheStored == 0)
    }

    @Test func `for a caller who has left already neither planner nor candidate is asked`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [(name: "candidate", script: [.plan()], sample: .one)])
        try world.scheduler.run {
            let caller = world.scheduler.start {
                withUnsafeCurrentTask { $0?.cancel() }
                let answer = await world.router.answer(.asking())
                #expect(answer.outcome.error?.code == .cancelled)
            }
            await caller.value
        }
        #expect(world.planner.calls == 0)
        #expect(world.candidates[0].calls == 0)
        #expect(world.router.load == Router.Load())
    }

    @Test func `the planner is told`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(10)))
        _ = try world.reply(to: .asking(), hangsUpAfter: .seconds(1))
        #expect(world.planner.cancellations == 1)
    }

    @Test func `a planner that hangs for ever does not keep a caller who leaves`() throws {
        let world = ScriptedWorld(.hang)
        let reply = try world.reply(to: .asking(), hangsUpAfter: .seconds(1))
        #expect(reply.summary == "failed cancelled at plan")
        #expect(reply.latency == .seconds(1))
    }

    @Test func `leaving beats a reply of the same moment, which is metered as late`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(1)).stubborn)
        let reply = try world.reply(to: .asking(), hangsUpAfter: .seconds(1))
        #expect(reply.summary == "failed cancelled at plan")
        #expect(reply.answer.bill.cost == .nothing)
        #expect(world.log.totals.lateReplies == 1)
        #expect(world.log.totals.cost == Money(usd: "0.0035"))
        #expect(world.tool.runs == [])
    }

    @Test func `leaving beats the deadline of the same moment`() throws {
        let world = ScriptedWorld(.hang)
        let reply = try world.reply(to: .asking(deadline: .seconds(4)), hangsUpAfter: .seconds(4))
        #expect(reply.summary == "failed cancelled at plan")
    }

    @Test func `leaving after the answer changes nothing`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(1)))
        let reply = try world.reply(to: .asking(), hangsUpAfter: .seconds(5))
        #expect(reply.summary == "answered")
        #expect(world.log.settled.count == 1)
    }

    @Test func `nobody who leaves is answered by a rule`() throws {
        let world = ScriptedWorld(.plan(after: .seconds(10))) { configuration in
            configuration.rules = RuleSet([Rule(name: "r", anyOf: ["singers"], sql: "SELECT 9")])
        }
        let reply = try world.reply(to: .asking(), hangsUpAfter: .seconds(1))
        #expect(reply.summary == "failed cancelled at plan")
        #expect(world.tool.runs == [])
    }
}
