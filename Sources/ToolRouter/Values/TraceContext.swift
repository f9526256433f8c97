/// The trace that a request belongs to (W3C Trace Context, section 3.2).
public struct TraceContext: Hashable, Sendable {
    /// Names the trace: 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    /// Names the caller's span: 16 lower-case hexadecimal digits, not all zero.
    public let parentID: String
    /// Whether the caller records the trace.
    public let isSampled: Bool

    /// Reads a `traceparent` header; nil when it is not a valid one. Versions after 00 may hold more, which is ignored.
    public init?(traceparent: String) {
        let parts = traceparent.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[1].count == 32, parts[2].count == 16, parts[3].count == 2,
            parts.prefix(4).allSatisfy({ $0.allSatisfy(Self.isHexadecimal) }),
            !parts[0].elementsEqual("ff".utf8), parts.count == 4 || !parts[0].elementsEqual("00".utf8),
            parts[1].contains(where: { $0 != UInt8(ascii: "0") }),
            parts[2].contains(where: { $0 != UInt8(ascii: "0") })
        else { return nil }
        traceID = String(Substring(parts[1]))
        parentID = String(Substring(parts[2]))
        isSampled = UInt8(String(Substring(parts[3])), radix: 16)! & 1 == 1
    }

    /// The `traceparent` header of a call made by the span `spanID`.
    public func traceparent(spanID: String) -> String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
