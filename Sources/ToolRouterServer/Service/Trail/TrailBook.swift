import Synchronization
package import ToolRouter

/// Keeps the events of those requests whose client wants to see how they got to their answer, until it has left.
///
/// Of all others, which are nearly all, it only looks whether anybody is followed at the moment.
package final class TrailBook: EventObserver {
    /// The most requests that are followed at once; those beyond get no trail.
    package static let most = 256
    /// The most events of one request.
    private static let longest = 256

    private let count = Atomic<Int>(0)
    private let trails = Mutex<[RequestID: [RouterEvent]]>([:])

    package init() {}

    /// Follows a request from now on; says whether there is room.
    func begin(_ request: RequestID) -> Bool {
        trails.withLock { trails in
            guard trails.count < Self.most, trails[request] == nil else { return false }
            trails[request] = []
            count.store(trails.count, ordering: .relaxed)
            return true
        }
    }

    /// What happened to a request since; it is followed no more.
    func end(_ request: RequestID) -> [RouterEvent] {
        trails.withLock { trails in
            defer { count.store(trails.count, ordering: .relaxed) }
            return trails.removeValue(forKey: request) ?? []
        }
    }

    package func observe(_ event: RouterEvent) {
        // Whoever begins to follow a request does so before its first event.
        guard count.load(ordering: .relaxed) > 0 else { return }
        trails.withLock { trails in
            guard let events = trails[event.request], events.count < Self.longest else { return }
            trails[event.request]!.append(event)
        }
    }
}
