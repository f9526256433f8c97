import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct StageOrderTests {
    @Test func `a question goes through all stages in order and each says so`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"))
        let reply = try world.reply(to: .asking())

        #expect(
            world.log.names(of: "r-0") == [
                "received", "limited", "routed", "recalled", "attemptStarted", "attemptEnded", "planned", "approved",
                "ran", "storing", "settled", "stored",
            ])
        #expect(reply.summary == "answered")
        #expect(reply.rows == [[.text("SELECT 1")]])
        #expect(reply.answer.request == "r-0")
        #expect(reply.answer.tool == .sql)
        #expect(reply.answer.source == .planner)
        #expect(reply.answer.plan == Plan(sql: "SELECT 1"))
        #expect(reply.answer.degraded == nil)
        #expect(reply.answer.bill.usage == ScriptedReply.usage)
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"))
    }

    @Test func `virtual time passes where the planner and the tool take it, and nowhere else`() throws {
        let world = ScriptedWorld(.plan(after: .milliseconds(800)), toolDuration: .milliseconds(30))
        #expect(try world.reply(to: .asking()).latency == .milliseconds(830))
        let moments = world.log.events.map { ($0.at - ScriptedWorld.start).wholeMicroseconds / 1_000 }
        #expect(moments == [0, 0, 0, 0, 0, 800, 800, 800, 830, 830, 830, 830])
    }

    /// How each request ends, with the events that lead there.
    @Test(arguments: [
        ("an answer", "q", ScriptedReply.plan(), 12),
        ("a question in the tool's own language", "SELECT 2", .plan(), 8),
        ("an empty question", " ", .plan(), 4),
        ("a plan without a tool", "q", .text(#"{"tool":"none"}"#), 9),
        ("a reply that is no plan", "q", .text("Sorry!"), 7),
        ("a provider that rejects the request", "q", .http(400), 7),
    ])
    func `every request is settled exactly once, and only then stored`(
        row: (name: String, question: String, script: ScriptedReply, events: Int)
    ) throws {
        let world = ScriptedWorld(row.script)
        _ = try world.reply(to: .asking(row.question))
        let names = world.log.names(of: "r-0")
        #expect(names.count == row.events, "\(row.name): \(names)")
        #expect(names.first == "received")
        #expect(names.last { $0 != "stored" } == "settled")
        #expect(names.count { $0 == "settled" } == 1)
    }

    @Test func `the answer that leaves is the answer of the settled event`() throws {
        let world = ScriptedWorld(.plan())
        let reply = try world.reply(to: .asking())
        let settled = try #require(world.log.settled.first)
        #expect(settled.at - ScriptedWorld.start == reply.at)
        #expect(settled.answer.plan == reply.answer.plan)
        #expect(settled.answer.bill == reply.answer.bill)
    }

    @Test func `requests under way together do not mix`() throws {
        let world = ScriptedWorld(
            .plan("SELECT 1", after: .seconds(3)), .plan("SELECT 2", after: .seconds(1)),
            .plan("SELECT 3", after: .seconds(2)))
        let replies = try world.replies(
            to: (0..<3).map { .init(at: .zero, request: .asking("question \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.map(\.rows) == [[[.text("SELECT 1")]], [[.text("SELECT 2")]], [[.text("SELECT 3")]]])
        #expect(replies.map(\.at) == [.milliseconds(3_030), .milliseconds(1_030), .milliseconds(2_030)])
        #expect(world.log.settled.map(\.answer.request) == ["r-1", "r-2", "r-0"])
    }
}
