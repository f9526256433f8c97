import Synchronization

/// Gives traces and spans their names.
package protocol SpanIDSource: Sendable {
    /// The name of a trace that begins here.
    func trace() -> TraceID
    /// The name of a span.
    func span() -> SpanID
}

/// Names by chance, as the live world wants them: no two processes give the same.
package struct RandomSpanIDs: SpanIDSource {
    package init() {}

    package func trace() -> TraceID {
        TraceID(high: UInt64.random(in: 0...UInt64.max), low: UInt64.random(in: 1...UInt64.max))
    }

    package func span() -> SpanID { SpanID(UInt64.random(in: 1...UInt64.max)) }
}

/// Names that count from 1, where two runs are to be the same.
package final class CountedSpanIDs: SpanIDSource {
    private let last = Mutex((trace: UInt64(0), span: UInt64(0)))

    package init() {}

    package func trace() -> TraceID {
        last.withLock { last in
            last.trace += 1
            return TraceID(high: 0, low: last.trace)
        }
    }

    package func span() -> SpanID {
        last.withLock { last in
            last.span += 1
            return SpanID(last.span)
        }
    }
}
