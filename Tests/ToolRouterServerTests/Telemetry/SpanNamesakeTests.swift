import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import Tracing

@testable import ToolRouterServer

/// Requests that are open at once under one name: events name their request, so that nobody can tell theirs apart.
@Suite struct SpanNamesakeTests {
    private func workflows(_ spans: [FinishedSpan]) -> [FinishedSpan] {
        spans.filter { $0.name == "invoke_workflow toolrouter" }
    }

    private func request(_ question: String, isSampled: Bool) -> Request {
        var request = Request.asking(question)
        request.trace = TraceContext(
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\(isSampled ? 1 : 0)")
        return request
    }

    @Test func `neither of two open requests of one name has an end, and both are counted`() throws {
        let world = SpanWorld(.plan(), .plan(after: .seconds(3)))
        let spans = try world.askAtOnce(.asking("One?"), .asking("Another?"))
        let ended = workflows(spans).filter { $0.attributes["toolrouter.outcome"] != nil }
        #expect(ended.isEmpty)
        #expect(spans.count { $0.name.hasPrefix("chat") } == 0)
        #expect(world.spans.unfollowed == 2 && world.spans.open == 0)
    }

    @Test func `what was begun of the first ends where the second came, and says why`() throws {
        let world = SpanWorld(.plan())
        let first = try #require(workflows(try world.askAtOnce(.asking("One?"), .asking("Another?"))).first)
        #expect(first.events.map(\.name) == ["toolrouter.unfollowed"])
        #expect(first.start == SpanWorld.start && first.end == SpanWorld.start)
    }

    @Test func `a third is none of them, and a later one is followed again`() throws {
        let world = SpanWorld(.plan())
        try world.askAtOnce(.asking("One?"), .asking("Another?"), .asking("A third?"))
        #expect(world.spans.unfollowed == 3 && world.spans.open == 0)
        let later = try #require(workflows(try world.ask(.asking("A fourth?"))).last)
        #expect(later.attributes["toolrouter.outcome"] == .string("answered"))
        #expect(world.spans.unfollowed == 3 && world.spans.open == 0)
    }

    @Test func `one that nobody records does not end another one's spans`() throws {
        let world = SpanWorld(.plan())
        let spans = try world.askAtOnce(request("One?", isSampled: false), request("Another?", isSampled: true))
        #expect(workflows(spans).isEmpty)
        #expect(world.spans.unfollowed == 1 && world.spans.open == 0)
    }

    @Test func `one whose candidate is still asked keeps its own end`() throws {
        let world = SpanWorld(.plan(), candidate: .plan(after: .seconds(3)))
        let spans = try world.ask(.asking("One?"), .asking("Another?"))
        let ended = workflows(spans).filter { $0.attributes["toolrouter.outcome"] != nil }
        #expect(ended.map(\.start) == [SpanWorld.start])
        #expect(world.spans.unfollowed == 1 && world.spans.open == 0)
    }
}
