/// Limits what a user, an address, a tenant and everybody together may ask, all of it or nothing.
///
/// A request passes only if each limit that applies has room, and only then uses any of them up. Memory is bounded:
/// at most `RateLimits.capacity` keys are held, in `memoryBound` bytes; when all of them are active, new keys share one
/// overflow bucket a limit.
///
/// That is stricter than a bucket of their own and never laxer: whoever passes would have passed, too, if every key that
/// was ever let in had been held for ever. For a key that is held has used up at least what it took, and the shared
/// bucket at least what any key took that is not held and whose allowance is not full again. So a key that comes to be
/// held begins with what is left in the shared bucket, since nobody knows any more what of that was its own; what it
/// spends later is taken from where it is by then; and the shared bucket gets nothing back, since others have come to
/// count on it.
///
/// A clock that is set back locks nobody out: see `MonotonicTime`.
public struct RateLimiter: Sendable {
    /// What the rules say of a request.
    private struct Judgement {
        /// The number of the tightest rule, or -1 when none applies.
        var tightest = -1
        /// What that rule says.
        var verdict = GCRAVerdict.none
        /// The rules that have no room for a key of the request, a bit for each.
        var overflow: UInt8 = 0
        /// The keys that are to be held from now on, if the request is let in.
        var newcomers = 0
    }

    private let rules: RateLimitRules
    /// The moment of each rule's shared bucket: for a limit of all callers together that is their own, for any other the
    /// bucket of the keys that are not held.
    private var shared: InlineArray<8, Int64>
    private var table: RateLimitTable
    private var time = MonotonicTime()

    /// How often a key had to share an overflow bucket, whatever was decided; peeks are not counted.
    public private(set) var overflowed = 0

    public init(limits: RateLimits) {
        rules = RateLimitRules(limits)
        shared = InlineArray(repeating: .min)
        table = RateLimitTable(capacity: limits.capacity)
    }

    /// The users, addresses and tenants held now.
    public var keyCount: Int { table.count }
    /// The bytes they take.
    public var bytes: Int { table.bytes }
    /// The most bytes that a capacity of `keys` takes: at most 37 for each and 400 besides.
    public static func memoryBound(keys: Int) -> Int { RateLimitTable.memoryBound(keys: keys) }

    /// Decides on a request that weighs `cost` requests and an estimate of `tokens`, each at least 0, and uses its
    /// allowances up when it is allowed.
    ///
    /// A refusal uses nothing up. A request of no cost and no tokens peeks.
    ///
    /// - Parameter share: how many there are to share each limit, at least 1: the request weighs as much as so many, but passes
    ///   where there is a whole burst.
    public mutating func admit(
        _ keys: RateLimitKeys, cost: Int = 1, tokens: Int = 0, share: Int = 1, at now: Timestamp
    ) -> RateLimitDecision {
        let now = time.advance(to: now)
        let rules = rules.of(keys)
        var judgement = judge(keys, by: rules, cost, tokens, share, at: now)
        if judgement.overflow != 0 {
            // A caller who is not held found the table full: look for room, and again at all keys.
            table.forgetIdle(at: now, looks: 80)
            judgement = judge(keys, by: rules, cost, tokens, share, at: now)
            overflowed += rules.indices.count { number in
                return rules[number].weight(cost, tokens, share) > 0 && judgement.overflow & (1 << UInt8(number)) != 0
            }
        }
        guard judgement.tightest >= 0 else { return .unlimited }
        // A refusal waits longer than any limit with room, so the tightest decision is the decision of all of them.
        let verdict = judgement.verdict
        if verdict.isAllowed { take(cost, tokens, share, of: keys, by: rules, at: now) }
        // Last, since the processor does this while it waits for the keys above.
        table.forgetIdle(at: now, looks: 1)
        if judgement.newcomers > 0 { table.forgetIdle(at: now, looks: 3 * judgement.newcomers) }
        return decision(verdict, by: rules[judgement.tightest], tokens: tokens, share: share)
    }

    /// What `admit` would say, without taking anything.
    mutating func look(_ keys: RateLimitKeys, cost: Int = 1, tokens: Int, at now: Timestamp) -> RateLimitDecision {
        let now = time.advance(to: now)
        let rules = rules.of(keys)
        let judgement = judge(keys, by: rules, cost, tokens, 1, at: now)
        guard judgement.tightest >= 0 else { return .unlimited }
        return decision(judgement.verdict, by: rules[judgement.tightest], tokens: tokens, share: 1)
    }

    private func decision(
        _ verdict: GCRAVerdict, by rule: RateLimitRule, tokens: Int, share: Int
    ) -> RateLimitDecision {
        RateLimitDecision(
            isAllowed: verdict.isAllowed, scope: rule.scope, unit: rule.unit, limit: rule.burst,
            remaining: share == 1 ? verdict.remaining : verdict.remaining / share,
            tokens: verdict.isAllowed ? tokens : 0, wait: verdict.wait, reset: verdict.reset)
    }

    /// Puts right what an admitted request spent: `tokens` more than were taken so far, or fewer when negative, but no
    /// fewer than its estimate. What there is no room for is owed. Nothing is given back to a key that is not held.
    ///
    /// - Parameter share: that of the admission.
    public mutating func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, share: Int = 1, at now: Timestamp
    ) {
        let now = time.advance(to: now)
        // A key that was forgotten meanwhile is held again.
        if tokens > 0 { table.forgetIdle(at: now, looks: table.isFull ? 80 : 3) }
        let rules = rules.of(keys)
        for number in rules.indices {
            let weight = rules[number].correction(tokens, of: decision.tokens, share)
            take(weight, number, by: rules[number], of: keys, at: now)
        }
    }

    /// How a caller stands with each limit that applies to it. Looking takes nothing.
    public mutating func standings(of keys: RateLimitKeys, at now: Timestamp) -> [RateLimitStanding] {
        let now = time.advance(to: now)
        let rules = rules.of(keys)
        return rules.indices.compactMap { number in
            let rule = rules[number]
            guard let gcra = rule.gcra else { return nil }
            var tat = shared[number]
            if let key = rule.key(in: keys) {
                if let place = table.place(of: key) { tat = table[place] }
            } else if rule.scope != .global {
                return nil
            }
            let verdict = gcra.verdict(tat: tat, cost: 0, at: now)
            return RateLimitStanding(
                scope: rule.scope, unit: rule.unit, limit: rule.burst, remaining: verdict.remaining,
                resetAfter: .nanoseconds(verdict.reset))
        }
    }

    /// What the rules say of a request.
    ///
    /// It changes nothing: it is mutating since Swift would copy the limiter for it otherwise, and inlined since handing
    /// over the judgement would take a tenth of the whole decision.
    @inline(__always)
    private mutating func judge(
        _ keys: RateLimitKeys, by rules: [RateLimitRule], _ cost: Int, _ tokens: Int, _ share: Int, at now: Int64
    ) -> Judgement {
        var judgement = Judgement()
        for number in rules.indices {
            guard let gcra = rules[number].gcra else { continue }
            let weight = rules[number].weight(cost, tokens, share)
            var tat = shared[number]
            if let key = rules[number].key(in: keys) {
                if let place = table.place(of: key) {
                    tat = table[place]
                } else if !table.hasRoom(for: key, besides: judgement.newcomers) {
                    judgement.overflow |= 1 << UInt8(number)
                } else if weight > 0 {
                    judgement.newcomers += 1
                }
            } else if rules[number].scope != .global {
                continue
            }
            let verdict = gcra.verdict(tat: tat, cost: weight, at: now)
            if judgement.tightest >= 0 {
                let tightest = rules[judgement.tightest].burst
                guard verdict.isTighter(of: rules[number].burst, than: judgement.verdict, of: tightest) else {
                    continue
                }
            }
            judgement.tightest = number
            judgement.verdict = verdict
        }
        return judgement
    }

    /// Uses allowances up, whether there is room or not.
    private mutating func take(
        _ cost: Int, _ tokens: Int, _ share: Int, of keys: RateLimitKeys, by rules: [RateLimitRule], at now: Int64
    ) {
        for number in rules.indices {
            take(rules[number].charge(cost, tokens, share), number, by: rules[number], of: keys, at: now)
        }
    }

    /// The same by one rule, which has that number; gives back when `weight` is negative.
    @inline(__always)
    private mutating func take(
        _ weight: Int, _ number: Int, by rule: RateLimitRule, of keys: RateLimitKeys, at now: Int64
    ) {
        guard weight != 0, let gcra = rule.gcra else { return }
        if let key = rule.key(in: keys) {
            if let place = table.place(of: key) {
                table[place] = gcra.spend(weight, tat: table[place], at: now)
            } else if weight > 0 {
                let moment = gcra.spend(weight, tat: shared[number], at: now)
                if table.hasRoom(for: key) { table.insert(key, moment) } else { shared[number] = moment }
            }
        } else if rule.scope == .global {
            shared[number] = gcra.spend(weight, tat: shared[number], at: now)
        }
    }
}
