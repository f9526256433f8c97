import ToolRouter

/// The requests of which a planner may still reply, although nobody waits for it any more.
///
/// Kept in two generations; when the younger one is full, the older one is forgotten.
struct AbandonedRequests {
    /// More than planners hold calls that were abandoned.
    private static let generation = 1_024

    private var young: [RequestID: Request] = [:]
    private var old: [RequestID: Request] = [:]

    /// The requests that are remembered.
    var count: Int { young.count + old.count }

    /// The request; nil when it is not remembered.
    subscript(request: RequestID) -> Request? { young[request] ?? old[request] }

    mutating func remember(_ request: Request) {
        if young.count >= Self.generation {
            old = young
            young = [:]
        }
        young[request.id] = request
    }
}
