package import NIOCore
package import NIOHTTP1
package import ToolRouter

/// One request over HTTP, whole and within its limits: what a responder sees of it.
package struct HTTPCall: Sendable {
    /// Names it in the answer, the events and the logs; the service's own, never the client's.
    package var id: RequestID
    /// The method.
    package var method: HTTPMethod
    /// The path, as it was sent, without the query.
    package var path: String
    /// What stands behind `?`, as it was sent; nil without one.
    package var query: String?
    /// The headers.
    package var headers: HTTPHeaders
    /// The body; empty where there is none.
    package var body: ByteBuffer
    /// The address that the connection comes from, without its port: the client's own, or that of the last proxy.
    package var peer: String
    /// The loop that the connection belongs to: work that stays on it changes no thread.
    package var loop: any EventLoop

    package init(
        id: RequestID, method: HTTPMethod, path: String, query: String? = nil, headers: HTTPHeaders = [:],
        body: ByteBuffer = ByteBuffer(), peer: String, loop: any EventLoop
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
        self.loop = loop
    }

    /// The trace that the client named; nil when it named none, or not a valid one.
    package var trace: TraceContext? {
        let values = headers["traceparent"]
        return values.count == 1 ? TraceContext(traceparent: values[0]) : nil
    }
}
