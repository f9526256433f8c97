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
    private struct Rule: Sendable {
        let scope: RateLimitScope
        let unit: RateLimitUnit
        /// Nil where only those who have another role are limited in that way.
        let gcra: GCRA?
        let burst: Int

        init(_ scope: RateLimitScope, _ unit: RateLimitUnit, _ limit: RateLimit?) {
            self.scope = scope
            self.unit = unit
            gcra = limit.map { GCRA($0) }
            burst = limit?.burst ?? 0
        }

        /// What a request of `cost` and `tokens` weighs by this rule when it weighs as much as `share` of its kind do; but no more
        /// than a whole burst, so that it can pass at all.
        @inline(__always)
        func weight(_ cost: Int, _ tokens: Int, _ share: Int) -> Int {
            let weight = unit == .requests ? cost : tokens
            guard share > 1, weight > 0 else { return weight }
            return max(weight, min(burst, weight > burst / share ? burst : weight * share))
        }

        /// What is to be taken besides, or given back when negative, when `tokens` more than an estimate were spent, or fewer.
        func correction(_ tokens: Int, of estimate: Int, _ share: Int) -> Int {
            func shared(_ tokens: Int) -> Int { Int(clamping: Int128(tokens) * Int128(share)) }
            if tokens >= 0 { return shared(tokens) }
            return min(0, shared(max(0, estimate + tokens)) - weight(0, estimate, share))
        }
    }

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

    /// The rules, at most 8, in the order in which ties are resolved: one of each kind that anybody has.
    private let rules: [Rule]
    /// The same, with the limits of roles that have some of their own.
    private let rulesOfRoles: [RoleName: [Rule]]
    /// The moment of each rule's shared bucket: for a limit of all callers together that is their own, for any other the
    /// bucket of the keys that are not held.
    private var shared: InlineArray<8, Int64>
    private var table: RateLimitTable
    private var time = MonotonicTime()

    /// How often a key had to share an overflow bucket, whatever was decided; peeks are not counted.
    public private(set) var overflowed = 0

    public init(limits: RateLimits) {
        let everybody = [limits] + limits.roles.keys.sorted().map { limits.of(role: $0) }
        let kinds = RateLimits.rules.filter { scope, unit in everybody.contains { $0.limit(scope, unit) != nil } }
        func rules(_ limits: RateLimits) -> [Rule] { kinds.map { Rule($0, $1, limits.limit($0, $1)) } }
        self.rules = rules(limits)
        rulesOfRoles = Dictionary(
            uniqueKeysWithValues: limits.roles.keys.sorted().map { ($0, rules(limits.of(role: $0))) })
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
    /// - Parameter share: how many there are to share each limit, at least 1: the request weighs as much as so many, but no more
    ///   than a whole burst.
    public mutating func admit(
        _ keys: RateLimitKeys, cost: Int = 1, tokens: Int = 0, share: Int = 1, at now: Timestamp
    ) -> RateLimitDecision {
        let now = time.advance(to: now)
        let rules = rules(for: keys)
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
        let rule = rules[judgement.tightest]
        return RateLimitDecision(
            isAllowed: verdict.isAllowed, scope: rule.scope, unit: rule.unit, limit: rule.burst,
            remaining: verdict.remaining / share, tokens: verdict.isAllowed ? tokens : 0, wait: verdict.wait,
            reset: verdict.reset)
    }

    /// Puts right what an admitted request spent: `tokens` more than were taken so far, or fewer when negative, but no
    /// fewer than its estimate. What there is no room for is owed. Nothing is given back to a key that is not held.
    ///
    /// - Parameter share: that of the admission. What was spent weighs as much as so many, a whole burst or more of it, too.
    public mutating func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, share: Int = 1, at now: Timestamp
    ) {
        let now = time.advance(to: now)
        // A key that was forgotten meanwhile is held again.
        if tokens > 0 { table.forgetIdle(at: now, looks: table.isFull ? 80 : 3) }
        let rules = rules(for: keys)
        for number in rules.indices where rules[number].unit == .tokens {
            let weight = rules[number].correction(tokens, of: decision.tokens, share)
            take(weight, by: rules[number], number, of: keys, at: now)
        }
    }

    /// How a caller stands with each limit that applies to it. Looking takes nothing.
    public mutating func standings(of keys: RateLimitKeys, at now: Timestamp) -> [RateLimitStanding] {
        let now = time.advance(to: now)
        let rules = rules(for: keys)
        return rules.indices.compactMap { number in
            let rule = rules[number]
            guard let gcra = rule.gcra else { return nil }
            var tat = shared[number]
            if let key = key(of: rule, keys) {
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
        _ keys: RateLimitKeys, by rules: [Rule], _ cost: Int, _ tokens: Int, _ share: Int, at now: Int64
    ) -> Judgement {
        var judgement = Judgement()
        for number in rules.indices {
            guard let gcra = rules[number].gcra else { continue }
            let weight = rules[number].weight(cost, tokens, share)
            var tat = shared[number]
            if let key = key(of: rules[number], keys) {
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
                guard isTighter(verdict, rules[number].burst, than: judgement.verdict, tightest) else { continue }
            }
            judgement.tightest = number
            judgement.verdict = verdict
        }
        return judgement
    }

    /// Whether a rule's verdict leaves the caller less room than the tightest one so far; each with its limit.
    private func isTighter(_ verdict: GCRAVerdict, _ burst: Int, than other: GCRAVerdict, _ otherBurst: Int) -> Bool {
        // As an unsigned number, what is negative for "never" is the longest wait.
        if verdict.wait != other.wait { return UInt64(bitPattern: verdict.wait) > UInt64(bitPattern: other.wait) }
        // The shares that are left, as fractions of one denominator.
        let share = verdict.remaining.multipliedFullWidth(by: otherBurst)
        let otherShare = other.remaining.multipliedFullWidth(by: burst)
        return share == otherShare ? verdict.reset > other.reset : share < otherShare
    }

    /// Uses allowances up, whether there is room or not.
    private mutating func take(
        _ cost: Int, _ tokens: Int, _ share: Int, of keys: RateLimitKeys, by rules: [Rule], at now: Int64
    ) {
        for number in rules.indices {
            take(rules[number].weight(cost, tokens, share), by: rules[number], number, of: keys, at: now)
        }
    }

    /// The same by one rule.
    @inline(__always)
    private mutating func take(_ weight: Int, by rule: Rule, _ number: Int, of keys: RateLimitKeys, at now: Int64) {
        guard weight != 0, let gcra = rule.gcra else { return }
        if let key = key(of: rule, keys) {
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

    /// The rules that apply to a request.
    private func rules(for keys: RateLimitKeys) -> [Rule] {
        guard let role = keys.role else { return rules }
        return rulesOfRoles[role] ?? rules
    }

    /// The key that a rule knows the caller by; nil when it does not apply, or to all callers.
    private func key(of rule: Rule, _ keys: RateLimitKeys) -> RateLimitKey? {
        let key: RateLimitKey? =
            switch rule.scope {
            case .user: keys.user
            case .ip: keys.ip
            case .tenant: keys.tenant
            case .global: nil
            }
        guard rule.unit == .tokens else { return key }
        // Requests and tokens of one caller are two keys.
        return key.map { RateLimitKey(low: $0.low ^ 0x9e37_79b9_7f4a_7c15, high: $0.high) }
    }
}
