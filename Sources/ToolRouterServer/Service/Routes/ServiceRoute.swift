package import NIOHTTP1
import ToolRouter

/// One thing that a service can be asked: by which method and path, by whom, and who answers.
package struct ServiceRoute: Sendable {
    /// Who may ask.
    package enum Access: Sendable {
        /// Everybody.
        case open
        /// Whoever has a key, and everybody where none is configured.
        case key
        /// Whoever has a key that may read metrics, everybody where none is configured or the metrics are open to all.
        case metrics
        /// Whoever has a key that allows admin actions.
        case admin
    }

    typealias Handler = @Sendable (ServiceResponder, RoutedCall) async throws(RouterError) -> HTTPReply

    /// The method. What answers GET answers HEAD, too.
    package let method: HTTPMethod
    /// The path; a last part in braces stands for any text: `/v1/breakers/{name}`.
    package let path: String
    /// Who may ask.
    package let access: Access
    let handle: Handler

    init(_ method: HTTPMethod, _ path: String, _ access: Access, _ handle: @escaping Handler) {
        (self.method, self.path, self.access, self.handle) = (method, path, access, handle)
    }
}

/// A request that has found its route.
struct RoutedCall: Sendable {
    /// The request.
    let call: HTTPCall
    /// Who asks; nil on routes that are open to everybody.
    let identity: Identity?
    /// What stands in place of the last part in braces, decoded; empty where the path has none.
    let parameter: String
    /// When it came to the responder.
    let arrivedAt: Timestamp
}
