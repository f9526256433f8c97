import Testing
import ToolRouter
import Tracing

@testable import ToolRouterServer

@Suite struct SpanBoundTests {
    private let list = SpanList()

    private func span(_ sampler: TraceSampler = .always) -> OTLPSpan {
        OTLPTracer(ids: CountedSpanIDs(), sampler: sampler) { [list] in list.add($0) }.startSpan("span")
    }

    @Test func `a span holds no more than it may`() throws {
        let span = span()
        for number in 0..<200 {
            span.attributes["a\(1_000 + number)"] = String(repeating: "é", count: 5_000)
            span.addEvent(SpanEvent(name: "event"))
            span.addLink(SpanLink(context: span.context, attributes: [:]))
        }
        span.end()
        let finished = try #require(list.all.first)
        #expect(finished.attributes.pairs.count == 128)
        #expect(finished.attributes.dropped == 72)
        #expect(finished.attributes["a1000"] == .string(String(repeating: "é", count: 2_048)))
        #expect(finished.events.count == 128 && finished.links.count == 128)
        #expect(finished.dropped == FinishedSpan.Dropped(events: 72, links: 72))
    }

    @Test func `it ends once, and never before it began`() throws {
        let span = span()
        span.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: 1))
        span.end()
        #expect(list.all.count == 1)
        let finished = try #require(list.all.first)
        #expect(finished.start == finished.end)
        #expect(!span.isRecording)
    }

    @Test func `what is not sampled goes nowhere`() {
        let span = span(.never)
        span.addEvent("event")
        span.end()
        #expect(list.all.isEmpty)
        #expect(!span.isRecording)
    }

    @Test func `an error is noted by its type, without its words`() throws {
        struct Leak: Error { let words = "the question" }
        let span = span()
        span.recordError(Leak())
        span.end()
        #expect(try #require(list.all.first?.events.first).attributes.get("exception.type") == .string("Leak"))
    }
}
