/// Limits what a user, an address, a tenant and everybody together may ask, all of it or nothing.
///
/// A request passes only if each limit that applies has room, and only then uses any of them up. Memory is bounded:
/// at most `RateLimits.capacity` keys are held; when all of them are active, new keys share one overflow bucket a scope, which is
/// stricter than a bucket of their own and never hands an active key its allowance back.
public struct RateLimiter: Sendable {
    /// One caller's place in the table.
    private enum Key: Hashable, Sendable {
        case user(TenantID, UserID)
        case ip(String)
        case tenant(TenantID)
    }

    /// Where the moment of one scope is kept.
    private enum Bucket {
        case table(Key)
        case shared
    }

    private let limits: [(scope: RateLimitScope, limit: RateLimit)]
    private var table: RateLimitTable<Key>
    /// The bucket of the global limit, and the overflow buckets of the other scopes.
    private var shared: [RateLimitScope: Timestamp] = [:]

    /// How often a key had to share an overflow bucket, whatever was decided; peeks are not counted.
    public private(set) var overflowed = 0

    public init(limits: RateLimits) {
        let all: [(RateLimitScope, RateLimit?)] = [
            (.user, limits.user), (.ip, limits.ip), (.tenant, limits.tenant), (.global, limits.global),
        ]
        self.limits = all.compactMap { scope, limit in limit.map { (scope, $0) } }
        table = RateLimitTable(capacity: limits.capacity)
    }

    /// The users, addresses and tenants held now.
    public var keyCount: Int { table.count }

    /// Decides on a request that weighs `cost` (at least 0), and uses its allowances up when it is allowed.
    ///
    /// A refusal uses nothing up. A cost of 0 peeks.
    public mutating func admit(_ keys: RateLimitKeys, cost: Int = 1, at now: Timestamp) -> RateLimitDecision {
        let buckets = buckets(for: keys, counting: cost > 0, at: now)
        var writes: [(RateLimitScope, Bucket, Timestamp)] = []
        var tightest: RateLimitDecision?
        for (scope, limit, bucket) in buckets {
            let verdict = GCRA(limit).decide(tat: tat(of: scope, bucket), cost: cost, at: now)
            if let newTAT = verdict.newTAT { writes.append((scope, bucket, newTAT)) }
            let decision = RateLimitDecision(
                isAllowed: verdict.isAllowed, scope: scope, limit: limit.burst, remaining: verdict.remaining,
                retryAfter: verdict.retryAfter, resetAfter: verdict.resetAfter)
            if tightest.map(decision.isTighter) ?? true { tightest = decision }
        }
        // A refusal waits longer than any limit with room, so the tightest decision is the decision of all of them.
        let decision = tightest ?? .unlimited
        if decision.isAllowed {
            for (scope, bucket, newTAT) in writes { set(scope, bucket, to: newTAT) }
        }
        return decision
    }

    /// The bucket of each limit that applies to `keys`; those for which the table has no room share one.
    private mutating func buckets(
        for keys: RateLimitKeys, counting: Bool, at now: Timestamp
    ) -> [(RateLimitScope, RateLimit, Bucket)] {
        let wanted: [(scope: RateLimitScope, limit: RateLimit, key: Key?)] = limits.compactMap { scope, limit in
            switch scope {
            case .user: keys.user.map { (scope, limit, .user(keys.tenant, $0)) }
            case .ip: keys.ip.map { (scope, limit, .ip($0)) }
            case .tenant: (scope, limit, .tenant(keys.tenant))
            case .global: (scope, limit, nil)
            }
        }
        var newcomers = wanted.count { _, _, key in key.map { table[$0] == nil } ?? false }
        table.forgetIdleKeys(at: now, makingRoomFor: newcomers)
        // A key of this very request may just have been forgotten, so look again.
        newcomers = 0
        return wanted.map { scope, limit, key in
            guard let key else { return (scope, limit, .shared) }
            guard table[key] == nil else { return (scope, limit, .table(key)) }
            guard table.count + newcomers < table.capacity else {
                if counting { overflowed += 1 }
                return (scope, limit, .shared)
            }
            newcomers += 1
            return (scope, limit, .table(key))
        }
    }

    private func tat(of scope: RateLimitScope, _ bucket: Bucket) -> Timestamp? {
        switch bucket {
        case .table(let key): table[key]
        case .shared: shared[scope]
        }
    }

    private mutating func set(_ scope: RateLimitScope, _ bucket: Bucket, to moment: Timestamp) {
        switch bucket {
        case .table(let key): table.set(key, to: moment)
        case .shared: shared[scope] = moment
        }
    }
}
