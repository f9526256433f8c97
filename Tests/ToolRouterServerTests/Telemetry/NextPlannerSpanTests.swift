import RouterTesting
import Testing
import ToolRouter
import Tracing

@testable import ToolRouterServer

@Suite struct NextPlannerSpanTests {
    @Test func `each planner's call is a span under one plan, and an event says why the next one was asked`() throws {
        let spans = try SpanWorld(.http(401), next: .plan()).ask(.asking())
        let root = try #require(spans.first { $0.name.hasPrefix("invoke_workflow") })
        #expect(root.events.map(\.name) == ["toolrouter.next_planner"])
        let tree = spans.tree()
        for line in [
            "toolrouter.degraded = planner_failed", "toolrouter.planner = main", "toolrouter.planner = backup",
        ] {
            #expect(tree.contains(line), "\(line)")
        }
        #expect(spans.count { $0.name.hasPrefix("plan ") } == 1)
        #expect(spans.count { $0.name.hasPrefix("chat ") } == 2)
    }

    @Test func `a repair is an event and a second plan`() throws {
        let spans = try SpanWorld(
            .plan("SELECT nme"), .plan("SELECT name"),
            behaviours: ["SELECT nme": .refuseWithHint(.sqlUnknownTable, "did you mean name?")]
        ) { $0.repairs = 1 }.ask(.asking())
        let root = try #require(spans.first { $0.name.hasPrefix("invoke_workflow") })
        #expect(root.events.map(\.name) == ["toolrouter.repair"])
        #expect(spans.count { $0.name.hasPrefix("plan ") } == 2)
        #expect(spans.count { $0.name.hasPrefix("chat ") } == 2)
    }
}
