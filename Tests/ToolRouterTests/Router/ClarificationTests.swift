import RouterTesting
import Testing
import ToolRouter

struct ClarificationTests {
    @Test(arguments: [
        ("a plan less sure than the threshold", #"{"sql":"SELECT 1","confidence":0.699999}"#, "low_confidence"),
        ("a plan that is not sure at all", #"{"sql":"SELECT 1","confidence":0}"#, "low_confidence"),
        ("a plan for no tool", #"{"tool":"none"}"#, "no_tool"),
        ("a plan for no tool, sure as it may be", #"{"tool":"none","confidence":1}"#, "no_tool"),
    ])
    func `asks back and runs nothing`(row: (name: String, text: String, doubt: String)) throws {
        let world = ScriptedWorld(.text(row.text))
        let reply = try world.reply(to: .asking())
        guard case .clarification(let doubt) = reply.answer.outcome else {
            Issue.record("\(row.name): \(reply.summary)")
            return
        }
        #expect(doubt.rawValue == row.doubt, "\(row.name)")
        #expect(world.log.names(of: "r-0").suffix(3) == ["planned", "clarified", "settled"])
        #expect(world.tool.approvals == [])
        #expect(world.tool.runs == [])
        #expect(reply.answer.source == .planner)
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"))
        #expect(world.log.totals.outcomes["clarification"] == 1)
    }

    @Test(arguments: [
        ("as sure as the threshold", #"{"sql":"SELECT 1","confidence":0.7}"#),
        ("quite sure", #"{"sql":"SELECT 1","confidence":1}"#),
        ("without a confidence", #"{"sql":"SELECT 1"}"#),
    ])
    func `trusts a plan`(row: (name: String, text: String)) throws {
        #expect(try ScriptedWorld(.text(row.text)).reply(to: .asking()).summary == "answered", "\(row.name)")
    }
}
