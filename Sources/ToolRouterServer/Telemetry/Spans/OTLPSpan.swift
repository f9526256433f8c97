import Synchronization
import ToolRouter
package import Tracing

/// A span of `OTLPTracer`. It holds at most 128 attributes, events and links each, as the specification limits them, and
/// texts of at most 4,096 bytes.
package final class OTLPSpan: Span {
    /// The most attributes, events and links.
    package static let mostParts = 128
    /// The longest text, in bytes.
    package static let longestText = 4_096

    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var events: [SpanEvent] = []
        var links: [SpanLink] = []
        var status: SpanStatus?
        var dropped = FinishedSpan.Dropped()
        var hasEnded = false
    }

    package let context: InstrumentationContext
    private let identity: SpanContext
    private let parent: SpanContext?
    private let kind: SpanKind
    private let start: Timestamp
    private let state: Mutex<State>
    private let sink: @Sendable (FinishedSpan) -> Void

    init(
        _ name: String, _ identity: SpanContext, parent: SpanContext?, in context: InstrumentationContext,
        _ kind: SpanKind, from start: Timestamp, sink: @escaping @Sendable (FinishedSpan) -> Void
    ) {
        var context = context
        context[SpanContextKey.self] = identity
        self.context = context
        self.identity = identity
        self.parent = parent
        self.kind = kind
        self.start = start
        self.sink = sink
        state = Mutex(State(name: name))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var isRecording: Bool { identity.isSampled && state.withLock { !$0.hasEnded } }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) {
        // What succeeded for certain is not made uncertain again.
        state.withLock { state in
            if state.status?.code != .ok { state.status = status }
        }
    }

    package func addEvent(_ event: SpanEvent) {
        guard identity.isSampled else { return }
        state.withLock { state in
            if state.events.count < Self.mostParts { state.events.append(event) } else { state.dropped.events += 1 }
        }
    }

    package func addLink(_ link: SpanLink) {
        guard identity.isSampled else { return }
        state.withLock { state in
            if state.links.count < Self.mostParts { state.links.append(link) } else { state.dropped.links += 1 }
        }
    }

    /// Notes the type of the error, never its words, which may hold what was asked.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = String(describing: type(of: error))
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let end = Timestamp(tracing: instant())
        let last: State? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return state
        }
        guard let last, identity.isSampled else { return }
        sink(
            FinishedSpan(
                context: identity, parent: parent, name: last.name, kind: kind, start: start, end: max(start, end),
                attributes: BoundedAttributes(last.attributes), events: last.events, links: last.links,
                status: last.status,
                dropped: last.dropped))
    }
}

extension Timestamp {
    /// The moment that a tracer's instant is; the last there is when it is later.
    init(tracing instant: some TracerInstant) {
        self.init(nanoseconds: Int64(clamping: instant.nanosecondsSinceEpoch))
    }

    /// The moment as tracers know it; 1970 when it is earlier.
    var tracing: DefaultTracerClock.Timestamp {
        DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: UInt64(max(0, nanoseconds)))
    }
}
