/// Limits what a user, an address, a tenant and everybody together may ask, all of it or nothing.
///
/// A request passes only if each limit that applies has room, and only then uses any of them up. Memory is bounded:
/// at most `RateLimits.capacity` keys are held, in `memoryBound` bytes; when all of them are active, new keys share one
/// overflow bucket a limit, which is stricter than a bucket of their own and never hands an active key its allowance
/// back. A clock that is set back locks nobody out: see `SteadyTime`.
public struct RateLimiter: Sendable {
    private struct Rule: Sendable {
        let scope: RateLimitScope
        let unit: RateLimitUnit
        let limit: RateLimit
        let gcra: GCRA
        /// The moment of the global limit, or of the overflow bucket of another.
        var shared = Int64.min
        /// What the rule found and decided for the request at hand.
        var key: RateLimitKey?
        var place: Int?
        var next = Int64.min
    }

    /// Where a rule keeps the moment of one key.
    private enum Bucket {
        case none
        case own(RateLimitKey)
        case shared
    }

    private var rules: [Rule]
    /// The rules for all callers together, a bit for each: they have a shared bucket by nature.
    private let globalRules: UInt8
    private var table: RateLimitTable
    private var time = SteadyTime()

    /// How often a key had to share an overflow bucket, whatever was decided; peeks are not counted.
    public private(set) var overflowed = 0

    public init(limits: RateLimits) {
        rules = limits.all.map { Rule(scope: $0, unit: $1, limit: $2, gcra: GCRA($2)) }
        globalRules = limits.all.enumerated().reduce(0) {
            $1.element.scope == .global ? $0 | 1 << UInt8($1.offset) : $0
        }
        table = RateLimitTable(capacity: limits.capacity)
    }

    /// The users, addresses and tenants held now.
    public var keyCount: Int { table.count }
    /// The bytes they take.
    public var bytes: Int { table.bytes }
    /// The most bytes that a capacity of `keys` takes: fewer than three slots of 24 bytes for each.
    public static func memoryBound(keys: Int) -> Int { max(keys, 8) * 72 }

    /// Decides on a request that weighs `cost` requests and an estimate of `tokens`, each at least 0, and uses its
    /// allowances up when it is allowed.
    ///
    /// A refusal uses nothing up. A request of no cost and no tokens peeks.
    public mutating func admit(
        _ keys: RateLimitKeys, cost: Int = 1, tokens: Int = 0, at now: Timestamp
    ) -> RateLimitDecision {
        let now = time.advance(to: now)
        table.forgetIdle(at: now, looks: 4)
        var judgement = judge(keys, cost, tokens, at: now)
        if judgement.shared & ~globalRules != 0 {
            // A caller who is not held found the table full: look for room, and again at all keys, which may have moved.
            table.forgetIdle(at: now, looks: 80)
            judgement = judge(keys, cost, tokens, at: now)
            overflowed += rules.indices.count { number in
                rules[number].next != .min && judgement.shared & ~globalRules & (1 << UInt8(number)) != 0
            }
        }
        let (tightest, shared) = judgement
        // A refusal waits longer than any limit with room, so the tightest decision is the decision of all of them.
        let isAllowed = tightest?.verdict.isAllowed ?? true
        if isAllowed { take(shared) }
        guard let (number, verdict) = tightest else { return .unlimited }
        return RateLimitDecision(
            isAllowed: isAllowed, scope: rules[number].scope, unit: rules[number].unit,
            limit: rules[number].limit.burst, remaining: verdict.remaining,
            retryAfter: verdict.wait.map { .nanoseconds($0) }, resetAfter: .nanoseconds(verdict.reset),
            tokens: isAllowed ? tokens : 0, sharedBuckets: shared)
    }

    /// Puts right what an admitted request spent: `tokens` more than were taken so far, or fewer when negative. What
    /// there is no room for is owed.
    public mutating func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) {
        let now = time.advance(to: now)
        for number in rules.indices where rules[number].unit == .tokens {
            let gcra = rules[number].gcra
            if decision.sharedBuckets & (1 << UInt8(number)) != 0 {
                rules[number].shared = gcra.spend(tokens, tat: rules[number].shared, at: now)
            } else if case .own(let key) = bucket(of: number, keys) {
                if let place = table.place(of: key) {
                    table[place] = gcra.spend(tokens, tat: table[place], at: now)
                } else if tokens > 0 {
                    // Forgotten meanwhile, since its allowance was full again.
                    table.forgetIdle(at: now, looks: table.isFull(for: 1) ? 80 : 0)
                    let moment = gcra.spend(tokens, tat: .min, at: now)
                    if table.isFull(for: 1) {
                        rules[number].shared = gcra.spend(tokens, tat: rules[number].shared, at: now)
                    } else {
                        table.insert(key, moment)
                    }
                }
            }
        }
    }

    /// What each rule says of the request at hand, noted in the rules; the number of the tightest one, and the rules that
    /// use a shared bucket.
    private mutating func judge(
        _ keys: RateLimitKeys, _ cost: Int, _ tokens: Int, at now: Int64
    ) -> (tightest: (rule: Int, verdict: GCRAVerdict)?, shared: UInt8) {
        var newcomers = 0
        var shared: UInt8 = 0
        var tightest: (rule: Int, verdict: GCRAVerdict)?
        for number in rules.indices {
            let weight = rules[number].unit == .requests ? cost : tokens
            rules[number].place = nil
            rules[number].key = nil
            rules[number].next = .min
            var tat = Int64.min
            switch bucket(of: number, keys) {
            case .none:
                continue
            case .own(let key):
                if let place = table.place(of: key) {
                    rules[number].place = place
                    tat = table[place]
                } else if !table.isFull(for: newcomers + 1) {
                    if weight > 0 { newcomers += 1 }
                    rules[number].key = key
                } else {
                    shared |= 1 << UInt8(number)
                    tat = rules[number].shared
                }
            case .shared:
                shared |= 1 << UInt8(number)
                tat = rules[number].shared
            }
            let verdict = rules[number].gcra.verdict(tat: tat, cost: weight, at: now)
            if weight > 0 { rules[number].next = verdict.next }
            guard let (_, best) = tightest, !verdict.isTighter(than: best) else {
                tightest = (number, verdict)
                continue
            }
        }
        return (tightest, shared)
    }

    /// Writes what the request at hand takes: first to keys that are held, since an insertion moves them.
    private mutating func take(_ shared: UInt8) {
        for number in rules.indices where rules[number].next != .min {
            if let place = rules[number].place {
                table[place] = rules[number].next
            } else if shared & (1 << UInt8(number)) != 0 {
                rules[number].shared = rules[number].next
            }
        }
        for number in rules.indices {
            if let key = rules[number].key, rules[number].next != .min { table.insert(key, rules[number].next) }
            rules[number].next = .min
        }
    }

    private func bucket(of number: Int, _ keys: RateLimitKeys) -> Bucket {
        let key: RateLimitKey? =
            switch rules[number].scope {
            case .user: keys.user
            case .ip: keys.ip
            case .tenant: keys.tenant
            case .global: nil
            }
        guard let key else { return rules[number].scope == .global ? .shared : .none }
        // Requests and tokens of one caller are two keys.
        return .own(
            rules[number].unit == .requests
                ? key : RateLimitKey(low: key.low ^ 0x9e37_79b9_7f4a_7c15, high: key.high))
    }
}

extension RateLimitDecision {
    /// The decision when no limit applies.
    static let unlimited = RateLimitDecision(
        isAllowed: true, scope: nil, unit: .requests, limit: .max, remaining: .max, retryAfter: .zero,
        resetAfter: .zero, tokens: 0, sharedBuckets: 0)
}

extension GCRAVerdict {
    /// Whether this one limit's decision leaves the caller less room than `other`.
    fileprivate func isTighter(than other: GCRAVerdict) -> Bool {
        let (wait, otherWait) = (wait ?? .max, other.wait ?? .max)
        if wait != otherWait { return wait > otherWait }
        if remaining != other.remaining { return remaining < other.remaining }
        return reset > other.reset
    }
}
