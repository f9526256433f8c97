/// The one JSON form of every refusal and failure: an RFC 9457 problem document with the project's members.
public struct ProblemDocument: Sendable {
    /// What went wrong.
    public var error: RouterError
    /// The request it happened to.
    public var request: RequestID
    /// The trace the caller named; nil when it named none.
    public var trace: TraceContext?

    public init(_ error: RouterError, request: RequestID, trace: TraceContext? = nil) {
        self.error = error
        self.request = request
        self.trace = trace
    }

    /// The `application/problem+json` body.
    public var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", type)
            writer.member("title", error.code.title)
            writer.member("status", error.code.status)
            writer.member("detail", error.detail)
            writer.member("instance", instance)
            writer.member("error", error.code.kind.rawValue)
            writer.member("code", error.code.rawValue)
            writer.member("stage", error.stage.rawValue)
            writer.member("retryable", error.code.isRetryable)
            writer.member("retry_after_ms", retryAfterMilliseconds)
            writer.member("hint", error.hint)
            writer.member("trace_id", traceID)
        }
        return writer.text
    }

    /// The member `type`: names the code.
    public var type: String { "urn:toolrouter:error:\(error.code.rawValue)" }

    /// The member `instance`: names the request.
    public var instance: String { "urn:toolrouter:request:\(request)" }

    /// The member `retry_after_ms`: when to ask again, rounded up; nil when that is not known.
    public var retryAfterMilliseconds: Int64? { error.retryAfter.map(\.millisecondsRoundedUp) }

    /// The member `trace_id`.
    public var traceID: String { Self.traceID(of: request, trace) }

    /// The trace of a request: 32 hexadecimal digits (W3C Trace Context), the caller's or else made of the request's id.
    package static func traceID(of request: RequestID, _ trace: TraceContext?) -> String {
        if let trace { return trace.traceID }
        let draw = KeyedDraw(seed: 0)
        return (UInt64(0)..<2).map { half in
            let digits = String(draw.number("trace", request.text, occurrence: half), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
