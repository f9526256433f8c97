import NIOHTTP1
import ToolRouter

/// What a service says itself, before a responder is asked. Nothing of what was sent is repeated.
extension RouterError {
    static func malformed(_ detail: String, hint: String? = nil) -> RouterError {
        RouterError(.malformedRequest, at: .admit, detail, hint: hint)
    }

    /// A request that the parser can't read.
    init(_ error: HTTPParserError, _ limits: HTTPLimits) {
        switch error {
        case .headerOverflow: self = .headersTooLarge(limits)
        case .invalidVersion:
            self = .malformed("this is no request of HTTP/1.1 or HTTP/1.0", hint: "ask by HTTP/1.1")
        case .invalidMethod: self = .malformed("the method is none of HTTP")
        case .invalidURL, .invalidHost, .invalidPort, .invalidPath, .invalidQueryString, .invalidFragment:
            self = .malformed("the target of the request is no path")
        case .invalidHeaderToken, .lfExpected:
            self = .malformed("a header is not written as RFC 9112 wants it")
        case .invalidContentLength, .unexpectedContentLength:
            self = .malformed(
                "how long the body is can't be told", hint: "send one content-length, and no transfer-encoding with it")
        case .invalidChunkSize: self = .malformed("a chunk of the body has no valid size")
        case .invalidEOFState, .closedConnection:
            self = .malformed("the connection was closed in the middle of the request")
        default: self = .malformed("this is no request of HTTP/1.1")
        }
    }

    static func headersTooLarge(_ limits: HTTPLimits) -> RouterError {
        RouterError(
            .headersTooLarge, at: .admit,
            "the request line and its headers have more than \(limits.headerBytes) bytes or \(HTTPLimits.headerFields) fields"
        )
    }

    static func bodyTooLarge(_ limits: HTTPLimits) -> RouterError {
        RouterError(.bodyTooLarge, at: .admit, "the body has more than \(limits.bodyBytes) bytes")
    }

    static func tooSlow(_ what: String, _ time: Duration) -> RouterError {
        RouterError(.requestTimeout, at: .admit, "\(what) did not arrive within \(time)")
    }

    static func tooManyRequests(_ limits: HTTPLimits) -> RouterError {
        RouterError(
            .overloaded, at: .admit, "\(limits.requests) requests are under way already, so no more is let in",
            hint: "ask again in 1000 ms", retryAfter: .seconds(1))
    }

    static let tooManyConnections = RouterError(
        .overloaded, at: .admit, "too many connections are open already", hint: "ask again in 1000 ms",
        retryAfter: .seconds(1))
}
