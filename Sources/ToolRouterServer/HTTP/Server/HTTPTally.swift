package import ToolRouter

/// What a service has borne so far, and bears now: for metrics.
package struct HTTPTally: Hashable, Sendable {
    /// Connections that are open.
    package var connections = 0
    /// Connections that were accepted.
    package var acceptedConnections = 0
    /// Connections that were one too many.
    package var refusedConnections = 0
    /// Requests that a responder is at.
    package var requests = 0
    /// Requests that a responder was given.
    package var answeredRequests = 0
    /// Requests that never got to a responder, by the code of their answer.
    package var refusedRequests: [ErrorCode: Int] = [:]
    /// Requests whose client left before the answer.
    package var abandonedRequests = 0

    package init() {}
}
