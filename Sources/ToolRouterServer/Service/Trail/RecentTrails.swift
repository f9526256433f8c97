import Synchronization
import ToolRouter

/// What happened to a request that has left, for whoever asked it.
struct KeptTrail: Hashable, Sendable {
    /// Names the request.
    let request: RequestID
    /// How it ended.
    let outcome: String
    /// The tool that ran or would have; nil without one.
    let tool: ToolName?
    /// Where the plan came from; nil without one.
    let source: AnswerSource?
    /// Why there is no answer; nil where there is one.
    let code: ErrorCode?
    /// From the arrival to the end.
    let latency: Duration
    /// The stages.
    let steps: [TrailStep]
}

/// Who may look at a trail: a key sees what was asked with it, and where there is none, an address what came from it.
struct TrailOwner: Hashable, Sendable {
    private let key: String?
    private let tenant: TenantID
    private let user: UserID?
    private let address: String?

    init(_ identity: Identity, _ caller: Caller) {
        key = identity.key
        tenant = caller.tenant
        user = caller.user
        // Whoever has a key may come from another address next time.
        address = identity.key == nil ? caller.ip : nil
    }
}

/// Keeps the last trails of each caller for a while. Whose trail is not kept, or somebody else's, is as unknown as one of a
/// request that never was.
final class RecentTrails: Sendable {
    /// The most trails in all; the oldest goes.
    static let most = 1_024
    /// The most trails of one caller; its own oldest goes.
    static let mostOfOne = 64
    /// The most steps of one trail; a usual one has seven.
    static let longest = 64

    private struct Kept {
        var trail: KeptTrail
        var owner: TrailOwner
    }

    private struct Book {
        var trails: [RequestID: Kept] = [:]
        /// The requests, the oldest first.
        var order: [RequestID] = []
        var counts: [TrailOwner: Int] = [:]

        mutating func remove(at place: Int) {
            guard let kept = trails.removeValue(forKey: order.remove(at: place)) else { return }
            let count = counts[kept.owner, default: 0] - 1
            counts[kept.owner] = count > 0 ? count : nil
        }
    }

    private let book = Mutex(Book())

    /// How many are kept.
    var count: Int { book.withLock { $0.trails.count } }

    /// Keeps a trail for its owner.
    func keep(_ trail: KeptTrail, of owner: TrailOwner) {
        var trail = trail
        if trail.steps.count > Self.longest {
            trail = KeptTrail(
                request: trail.request, outcome: trail.outcome, tool: trail.tool, source: trail.source,
                code: trail.code, latency: trail.latency, steps: Array(trail.steps.prefix(Self.longest)))
        }
        book.withLock { book in
            guard book.trails[trail.request] == nil else { return }
            if book.counts[owner, default: 0] >= Self.mostOfOne,
                let own = book.order.firstIndex(where: { book.trails[$0]?.owner == owner })
            {
                book.remove(at: own)
            } else if book.order.count >= Self.most {
                book.remove(at: 0)
            }
            book.trails[trail.request] = Kept(trail: trail, owner: owner)
            book.order.append(trail.request)
            book.counts[owner, default: 0] += 1
        }
    }

    /// The trail of a request of this owner; nil for any other.
    func trail(of request: RequestID, for owner: TrailOwner) -> KeptTrail? {
        book.withLock { book in
            guard let kept = book.trails[request], kept.owner == owner else { return nil }
            return kept.trail
        }
    }
}
