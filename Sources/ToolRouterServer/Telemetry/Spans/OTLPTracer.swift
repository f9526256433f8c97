import ToolRouter
package import Tracing

/// A backend of swift-distributed-tracing whose spans go to a sink when they end: our own, where a user plugs no other in.
///
/// It reads and writes the header `traceparent`. Spans of traces that are not sampled cost their names and nothing else.
package struct OTLPTracer: Tracer {
    private let ids: any SpanIDSource
    private let sampler: TraceSampler
    private let sink: @Sendable (FinishedSpan) -> Void

    /// - Parameters:
    ///   - ids: names traces and spans.
    ///   - sampler: decides which traces are recorded.
    ///   - sink: takes each recorded span when it ends; called where that happens, so it must be quick and not wait.
    package init(
        ids: any SpanIDSource, sampler: TraceSampler, sink: @escaping @Sendable (FinishedSpan) -> Void
    ) {
        self.ids = ids
        self.sampler = sampler
        self.sink = sink
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> OTLPSpan {
        let context = context()
        let parent = context[SpanContextKey.self]
        let trace = parent?.trace ?? ids.trace()
        // A trace is sampled or not as a whole: what this process began it does not decide again.
        let isSampled =
            parent.map { $0.isRemote ? sampler.samples(trace, parent: $0.isSampled) : $0.isSampled }
            ?? sampler.samples(trace, parent: nil)
        let identity = SpanContext(trace: trace, span: ids.span(), isSampled: isSampled, isRemote: false)
        return OTLPSpan(
            operationName, identity, parent: parent, in: context, kind, from: Timestamp(tracing: instant()), sink: sink)
    }

    package func startAnySpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> any Span {
        startSpan(
            operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID, line: line
        )
    }

    /// Does nothing: whoever made the sink flushes it.
    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: "traceparent", from: carrier),
            let caller = TraceContext(traceparent: header)
        else { return }
        context[SpanContextKey.self] = SpanContext(caller)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context[SpanContextKey.self] else { return }
        injector.inject(span.traceparent, forKey: "traceparent", into: &carrier)
    }
}
