import ToolRouter

/// The answer that was stored last: however small a cache is, it is there as long as it is fresh.
struct LatestStore {
    private let ttl: Duration
    private let scope: CacheScope
    /// Those that are about to be stored.
    private var storing: [RequestID: Request] = [:]
    private var latest: (request: Request, at: Timestamp, storedAt: Timestamp)?

    init(ttl: Duration, scope: CacheScope) {
        self.ttl = ttl
        self.scope = scope
    }

    /// An answer is to be stored; one that is true for a while only may be forgotten before.
    mutating func begin(_ answer: StoredAnswer, _ history: RequestHistory) {
        if answer.validUntil == nil, !history.hasPassedOn { storing[history.request.id] = history.request }
    }

    /// An answer was stored, or was not.
    mutating func end(_ answer: StoredAnswer?, _ id: RequestID, at now: Timestamp) {
        let request = storing.removeValue(forKey: id)
        // Of two at one moment nobody knows which was the last.
        let isAlone = latest.map { $0.at < now } ?? true
        guard let answer, let request, isAlone else {
            latest = nil
            return
        }
        latest = (request, now, answer.storedAt)
    }

    /// An answer may have been forgotten.
    mutating func forget() { latest = nil }

    /// Whether nothing may be found for a request, which looks now.
    func mayMiss(_ history: RequestHistory, at now: Timestamp) -> Bool {
        guard let latest, history.receivedAt > latest.at, now - latest.storedAt <= ttl else { return true }
        let (one, other) = (latest.request, history.request)
        return !one.question.hasSameBytes(as: other.question) || one.database != other.database
            || CacheOwner(one.caller, scope: scope) != CacheOwner(other.caller, scope: scope)
    }
}
