package import NIOCore
package import NIOHTTP1
package import ToolRouter

/// What a responder says to a request. The service adds what belongs to the connection: `content-length`, `connection`, `date`.
package struct HTTPReply: Sendable {
    /// The status.
    package var status: HTTPResponseStatus
    /// The headers, `content-type` included.
    package var headers: HTTPHeaders
    /// The body, whole: answers are not streamed.
    package var body: ByteBuffer

    package init(status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A refusal or failure: a problem document, with `Retry-After` in seconds, rounded up, where it is known when to ask again,
    /// and with how to say who one is where that is what is missing (RFC 9110, section 11.6.1).
    package init(_ error: RouterError, of request: RequestID, trace: TraceContext? = nil) {
        let problem = ProblemDocument(error, request: request, trace: trace)
        self.init(
            status: HTTPResponseStatus(statusCode: error.code.status),
            headers: ["content-type": "application/problem+json"], body: ByteBuffer(string: problem.json))
        if error.code == .unauthenticated { headers.add(name: "www-authenticate", value: "Bearer") }
        if let milliseconds = problem.retryAfterMilliseconds {
            headers.add(name: "retry-after", value: "\((milliseconds + 999) / 1_000)")
        }
    }
}

/// What says something to every request.
package protocol HTTPResponder: Sendable {
    /// The one reply to `call`. It begins on the loop of the call, and its task is cancelled when the client leaves; what it
    /// says then is dropped.
    func reply(to call: HTTPCall) async -> HTTPReply

    /// Whether what asks for this path is answered also while as many requests are under way as may be: to look how the service
    /// is, which has to take no longer than a moment.
    func isAlwaysAnswered(_ path: String) -> Bool
}

extension HTTPResponder {
    package func isAlwaysAnswered(_ path: String) -> Bool { false }
}
