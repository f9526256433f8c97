import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct MalformedFaultTests {
    @Test func `a given text takes the place of the reply, which costs what it cost`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: malformed, text: 'I would rather not.'}")
        let answer = try world.answer()
        #expect(answer.ending == "prose_reply")
        #expect(world.latency == .milliseconds(800))
        #expect(answer.bill.usage == ScriptedReply.usage)
        #expect(answer.bill.cost.amount == Money(usd: "0.0035"))
    }

    /// Statements without quotes hold a plan even when they are cut off, and so does a fence.
    @Test(arguments: [
        #"{"tool":"sql","sql":"SELECT 1","confidence":0.9}"#, "SELECT name FROM customer", "", "{",
        "```json\n{\"sql\":\"SELECT 1\"}\n```", "I don't know.", "🏳️‍🌈 {\"sql\":\"SELECT 'é'\"}",
    ])
    func `however a reply is broken, no plan is left, and no two requests need be broken alike`(reply: String) throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: malformed}", script: [.text(reply)])
        let endings = try world.answers(at: (0..<200).map { .seconds($0) }).map(\.ending)
        #expect(
            Set(endings).isSubset(of: [
                "empty_reply", "prose_reply", "malformed_plan", "invalid_plan", "surrounding_text",
            ]))
        #expect(Set(world.faults.all.map(\.words)).count == 5)
        #expect(world.counts == ["a": "200 200"])
    }

    /// Were it one draw, the rare requests that are hit would all be hit alike.
    @Test func `whether a reply is broken and how it is are two draws`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: malformed, odds: 1/5}")
        _ = try world.answers(at: (0..<200).map { .seconds($0) })
        #expect((20...60).contains(world.faults.all.count))
        #expect(Set(world.faults.all.map(\.words)).count == 5)
    }

    @Test func `a reply that its provider had cut off or filtered is as broken as the rule says`() throws {
        for reason in ["length", "content_filter"] {
            let world = try FaultyWorld(
                "  - {name: a, target: planner, kind: malformed, text: ''}",
                script: [.text("{}", finishReason: reason)])
            #expect(try world.answer().ending == "empty_reply")
        }
    }

    @Test func `a candidate's reply is broken and billed to the candidate`() throws {
        let world = try FaultyWorld("  - {name: a, target: shadow, kind: malformed}", candidate: [.plan()])
        #expect(try world.answer().ending == "answered")
        #expect(world.log.totals.shadows["next"]?.failures == 1)
        #expect(world.log.totals.shadows["next"]?.usage == ScriptedReply.usage)
    }
}
