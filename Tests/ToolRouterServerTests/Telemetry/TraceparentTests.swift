import RouterTesting
import Testing
import ToolRouter
import Tracing

@testable import ToolRouterServer

@Suite struct TraceparentTests {
    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func request(_ traceparent: String) -> Request {
        var request = Request.asking()
        request.trace = TraceContext(traceparent: traceparent)
        return request
    }

    @Test func `the caller's trace goes on, and its span is the parent`() throws {
        let spans = try SpanWorld(.plan()).ask(request(Self.header))
        #expect(spans.count == 4)
        #expect(spans.allSatisfy { $0.context.trace.text == "4bf92f3577b34da6a3ce929d0e0e4736" })
        let root = try #require(spans.last)
        #expect(root.parent?.span.text == "00f067aa0ba902b7")
        #expect(root.parent?.isRemote == true)
    }

    @Test func `without a caller's trace each request begins one`() throws {
        let spans = try SpanWorld(.plan()).ask(.asking(), .asking("Another?", id: "r-1"))
        #expect(Set(spans.map(\.context.trace)).count == 2)
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TraceSampler.parentBased(.always), true),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", .parentBased(.always), false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", .always, true),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", .never, false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", .ratio(millionths: 0), false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", .ratio(millionths: 1_000_000), true),
        // The last seven bytes, ce929d0e0e4736, are 0.807 of what they can be.
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", .ratio(millionths: 806_900), false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", .ratio(millionths: 807_100), true),
        ("", .parentBased(.never), false), ("", .parentBased(.always), true),
    ])
    func `a sampler decides on the whole trace`(header: String, sampler: TraceSampler, isRecorded: Bool) throws {
        let world = SpanWorld(.plan(), sampler: sampler)
        #expect(try world.ask(request(header)).count == (isRecorded ? 4 : 0))
        #expect(world.spans.open == 0)
    }

    @Test func `a span names itself to whom it calls`() {
        let tracer = OTLPTracer(ids: CountedSpanIDs(), sampler: .always) { _ in }
        var context = InstrumentationContext.topLevel
        tracer.extract(["traceparent": Self.header], into: &context, using: Headers())
        let span = tracer.startSpan("call", context: context)
        var carrier: [String: String] = [:]
        tracer.inject(span.context, into: &carrier, using: Headers())
        #expect(carrier == ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01"])
        var untouched = InstrumentationContext.topLevel
        tracer.extract(["traceparent": "nonsense"], into: &untouched, using: Headers())
        #expect(untouched.isEmpty)
    }

    private struct Headers: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }
}
