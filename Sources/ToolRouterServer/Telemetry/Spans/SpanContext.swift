package import ToolRouter
import Tracing

/// Names a trace: 128 bits, not all zero.
package struct TraceID: Hashable, Sendable {
    /// The first eight bytes.
    package let high: UInt64
    /// The last eight.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The sixteen bytes.
    var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
    /// As 32 hexadecimal digits.
    package var text: String { bytes.hexadecimal }
}

/// Names a span within its trace: 64 bits, not all zero.
package struct SpanID: Hashable, Sendable {
    /// The eight bytes as a number.
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    /// The eight bytes.
    var bytes: [UInt8] { number.bigEndianBytes }
    /// As 16 hexadecimal digits.
    package var text: String { bytes.hexadecimal }
}

/// Where a span stands: what travels to its children and over the wire (W3C Trace Context).
package struct SpanContext: Hashable, Sendable {
    /// The trace.
    package let trace: TraceID
    /// The span.
    package let span: SpanID
    /// Whether the trace is recorded.
    package let isSampled: Bool
    /// Whether the span is another process's.
    package let isRemote: Bool

    package init(trace: TraceID, span: SpanID, isSampled: Bool, isRemote: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
        self.isRemote = isRemote
    }

    /// The caller's span, as its header names it.
    package init(_ context: TraceContext) {
        let digits = context.traceID
        let middle = digits.index(digits.startIndex, offsetBy: 16)
        guard let high = UInt64(digits[..<middle], radix: 16), let low = UInt64(digits[middle...], radix: 16),
            let span = UInt64(context.parentID, radix: 16)
        else { preconditionFailure("a trace context holds hexadecimal digits, found \(context)") }
        self.init(
            trace: TraceID(high: high, low: low), span: SpanID(span), isSampled: context.isSampled, isRemote: true)
    }

    /// The header that names this span as the caller's.
    package var traceparent: String { "00-\(trace.text)-\(span.text)-\(isSampled ? "01" : "00")" }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

/// Where a context keeps the span it stands in.
enum SpanContextKey: InstrumentationContextKey {
    typealias Value = SpanContext
    static var nameOverride: String? { "toolrouter-span" }
}
