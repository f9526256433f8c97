/// One limit, as a limiter goes by it.
struct RateLimitRule: Sendable {
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

    /// What there must be room for by this rule when a request of `cost` and `tokens` weighs as much as `share` of its kind do; but
    /// no more than a whole burst, so that it can pass at all.
    @inline(__always)
    func weight(_ cost: Int, _ tokens: Int, _ share: Int) -> Int {
        let weight = unit == .requests ? cost : tokens
        return share == 1 ? weight : sharedWeight(weight, share)
    }

    /// What is taken when it passes: as much as `share` of its kind, whatever there was room for. The next one waits for that,
    /// an hour at most.
    @inline(__always)
    func charge(_ cost: Int, _ tokens: Int, _ share: Int) -> Int {
        let weight = unit == .requests ? cost : tokens
        return share == 1 ? weight : sharedCharge(weight, share)
    }

    /// The weight where several share. Out of the way of those who share nothing: inlined, it would take a tenth of a decision.
    @inline(never)
    private func sharedWeight(_ weight: Int, _ share: Int) -> Int {
        guard weight > 0 else { return weight }
        return max(weight, min(burst, weight > burst / share ? burst : weight * share))
    }

    /// The charge where several share.
    @inline(never)
    private func sharedCharge(_ weight: Int, _ share: Int) -> Int {
        guard let gcra else { return weight }
        let debt = GCRA.maximumDebt / gcra.limit.emissionIntervalNanoseconds
        let whole = Int128(weight) * Int128(share)
        return Int(clamping: min(whole, Int128(sharedWeight(weight, share)) + Int128(debt)))
    }

    /// What is to be taken besides when `tokens` more than an estimate were spent, or given back when there were fewer: in the end a
    /// request weighs as much as `share` of what it spent.
    func correction(_ tokens: Int, of estimate: Int, _ share: Int) -> Int {
        func whole(_ tokens: Int) -> Int { Int(clamping: Int128(tokens) * Int128(share)) }
        guard unit == .tokens else { return 0 }
        if tokens >= 0 { return whole(tokens) }
        // No more is given back than was taken.
        return min(0, whole(max(0, estimate + tokens)) - charge(0, estimate, share))
    }

    /// The key that the rule knows the caller by; nil when it does not apply, or to all callers.
    @inline(__always)
    func key(in keys: RateLimitKeys) -> RateLimitKey? {
        let key: RateLimitKey? =
            switch scope {
            case .user: keys.user
            case .ip: keys.ip
            case .tenant: keys.tenant
            case .global: nil
            }
        guard unit == .tokens else { return key }
        // Requests and tokens of one caller are two keys.
        return key.map { RateLimitKey(low: $0.low ^ 0x9e37_79b9_7f4a_7c15, high: $0.high) }
    }
}

/// All limits, as a limiter goes by them: at most 8, in the order in which ties are resolved, one of each kind that anybody has.
struct RateLimitRules: Sendable {
    private let everybody: [RateLimitRule]
    /// The same, with the limits of roles that have some of their own.
    private let ofRoles: [RoleName: [RateLimitRule]]

    init(_ limits: RateLimits) {
        let all = [limits] + limits.roles.keys.sorted().map { limits.of(role: $0) }
        let kinds = RateLimits.rules.filter { scope, unit in all.contains { $0.limit(scope, unit) != nil } }
        func rules(_ limits: RateLimits) -> [RateLimitRule] {
            kinds.map { RateLimitRule($0, $1, limits.limit($0, $1)) }
        }
        everybody = rules(limits)
        ofRoles = Dictionary(uniqueKeysWithValues: limits.roles.keys.sorted().map { ($0, rules(limits.of(role: $0))) })
    }

    /// Those that apply to a request.
    @inline(__always)
    func of(_ keys: RateLimitKeys) -> [RateLimitRule] {
        guard let role = keys.role else { return everybody }
        return ofRoles[role] ?? everybody
    }
}
