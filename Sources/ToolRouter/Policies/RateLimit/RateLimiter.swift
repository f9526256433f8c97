/// Limits what a user, an address, a tenant and everybody together may ask, all of it or nothing.
///
/// A request passes only if each limit that applies has room, and only then uses any of them up. Memory is bounded:
/// at most `RateLimits.capacity` keys are held, in `memoryBound` bytes; when all of them are active, new keys share one
/// overflow bucket a limit, which is stricter than a bucket of their own and never hands an active key its allowance
/// back. A clock that is set back locks nobody out: see `MonotonicTime`.
public struct RateLimiter: Sendable {
    private struct Rule: Sendable {
        let scope: RateLimitScope
        let unit: RateLimitUnit
        let limit: RateLimit
        let gcra: GCRA
    }

    /// The rules, at most 8, in the order in which ties are resolved.
    private let rules: [Rule]
    /// The rules for all callers together, a bit for each: they have a shared bucket by nature.
    private let globalRules: UInt8
    /// The moment of each rule's shared bucket.
    private var shared: InlineArray<8, Int64>
    private var table: RateLimitTable
    private var time = MonotonicTime()

    /// How often a key had to share an overflow bucket, whatever was decided; peeks are not counted.
    public private(set) var overflowed = 0

    public init(limits: RateLimits) {
        rules = limits.all.map { Rule(scope: $0, unit: $1, limit: $2, gcra: GCRA($2)) }
        globalRules = rules.enumerated().reduce(0) { $1.element.scope == .global ? $0 | 1 << UInt8($1.offset) : $0 }
        shared = InlineArray(repeating: .min)
        table = RateLimitTable(capacity: limits.capacity)
    }

    /// The users, addresses and tenants held now.
    public var keyCount: Int { table.count }
    /// The bytes they take.
    public var bytes: Int { table.bytes }
    /// The most bytes that a capacity of `keys` takes: 54 for each, and 384 at least. While the table grows, two thirds of
    /// that besides.
    public static func memoryBound(keys: Int) -> Int { RateLimitTable.memoryBound(keys: keys) }

    /// Decides on a request that weighs `cost` requests and an estimate of `tokens`, each at least 0, and uses its
    /// allowances up when it is allowed.
    ///
    /// A refusal uses nothing up. A request of no cost and no tokens peeks.
    public mutating func admit(
        _ keys: RateLimitKeys, cost: Int = 1, tokens: Int = 0, at now: Timestamp
    ) -> RateLimitDecision {
        let now = time.advance(to: now)
        var judgement = judge(keys, cost, tokens, at: now)
        if judgement.shared & ~globalRules != 0 {
            // A caller who is not held found the table full: look for room, and again at all keys.
            table.forgetIdle(at: now, looks: 80)
            judgement = judge(keys, cost, tokens, at: now)
            overflowed += rules.indices.count { number in
                let weight = rules[number].unit == .requests ? cost : tokens
                return weight > 0 && judgement.shared & ~globalRules & (1 << UInt8(number)) != 0
            }
        }
        let (tightest, verdict, sharedBuckets) = judgement
        guard tightest >= 0 else { return .unlimited }
        // A refusal waits longer than any limit with room, so the tightest decision is the decision of all of them.
        let isAllowed = verdict.isAllowed
        if isAllowed { take(cost, tokens, of: keys, sharedBuckets, at: now) }
        // Last, since the processor does this while it waits for the keys above.
        table.forgetIdle(at: now, looks: 1)
        let rule = rules[tightest]
        return RateLimitDecision(
            isAllowed: isAllowed, scope: rule.scope, unit: rule.unit, limit: rule.limit.burst,
            remaining: verdict.remaining, tokens: isAllowed ? tokens : 0, wait: verdict.wait, reset: verdict.reset,
            sharedBuckets: sharedBuckets)
    }

    /// Puts right what an admitted request spent: `tokens` more than were taken so far, or fewer when negative. What
    /// there is no room for is owed.
    public mutating func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) {
        take(0, tokens, of: keys, decision.sharedBuckets, at: time.advance(to: now))
    }

    /// What the rules say of a request: the number of the tightest one, or -1 when none applies, its verdict, and those
    /// that have the request use a shared bucket, a bit for each.
    ///
    /// It changes nothing: it is mutating since Swift would copy the limiter for it otherwise.
    private mutating func judge(
        _ keys: RateLimitKeys, _ cost: Int, _ tokens: Int, at now: Int64
    ) -> (tightest: Int, verdict: GCRAVerdict, shared: UInt8) {
        var tightest = -1
        var best = GCRAVerdict.none
        var sharedBuckets: UInt8 = 0
        var newcomers = 0
        for number in rules.indices {
            let weight = rules[number].unit == .requests ? cost : tokens
            var tat = Int64.min
            if rules[number].scope == .global {
                sharedBuckets |= 1 << UInt8(number)
                tat = shared[number]
            } else if let key = key(of: number, keys) {
                if let place = table.place(of: key) {
                    tat = table[place]
                } else if table.isFull(for: newcomers + 1) {
                    sharedBuckets |= 1 << UInt8(number)
                    tat = shared[number]
                } else if weight > 0 {
                    newcomers += 1
                }
            } else {
                continue
            }
            let verdict = rules[number].gcra.verdict(tat: tat, cost: weight, at: now)
            guard tightest < 0 || verdict.isTighter(than: best) else { continue }
            (tightest, best) = (number, verdict)
        }
        return (tightest, best, sharedBuckets)
    }

    /// Uses allowances up, or gives back when negative, whether there is room or not.
    private mutating func take(
        _ cost: Int, _ tokens: Int, of keys: RateLimitKeys, _ sharedBuckets: UInt8, at now: Int64
    ) {
        for number in rules.indices {
            let weight = rules[number].unit == .requests ? cost : tokens
            guard weight != 0 else { continue }
            if sharedBuckets & (1 << UInt8(number)) != 0 {
                shared[number] = rules[number].gcra.spend(weight, tat: shared[number], at: now)
            } else if let key = key(of: number, keys) {
                if let place = table.place(of: key) {
                    table[place] = rules[number].gcra.spend(weight, tat: table[place], at: now)
                } else if weight > 0 {
                    // New, or forgotten meanwhile, since its allowance was full again.
                    table.forgetIdle(at: now, looks: table.isFull(for: 1) ? 80 : 3)
                    if table.isFull(for: 1) {
                        shared[number] = rules[number].gcra.spend(weight, tat: shared[number], at: now)
                    } else {
                        table.insert(key, rules[number].gcra.spend(weight, tat: .min, at: now))
                    }
                }
            }
        }
    }

    /// The key that a rule knows the caller by; nil when it does not apply, or to all callers.
    private func key(of number: Int, _ keys: RateLimitKeys) -> RateLimitKey? {
        let key: RateLimitKey? =
            switch rules[number].scope {
            case .user: keys.user
            case .ip: keys.ip
            case .tenant: keys.tenant
            case .global: nil
            }
        guard rules[number].unit == .tokens else { return key }
        // Requests and tokens of one caller are two keys.
        return key.map { RateLimitKey(low: $0.low ^ 0x9e37_79b9_7f4a_7c15, high: $0.high) }
    }
}

extension GCRAVerdict {
    /// Whether this one limit's decision leaves the caller less room than `other`.
    fileprivate func isTighter(than other: GCRAVerdict) -> Bool {
        // As an unsigned number, what is negative for "never" is the longest wait.
        if wait != other.wait { return UInt64(bitPattern: wait) > UInt64(bitPattern: other.wait) }
        if remaining != other.remaining { return remaining < other.remaining }
        return reset > other.reset
    }
}
