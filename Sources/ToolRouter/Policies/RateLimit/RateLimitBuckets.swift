/// The allowances that one request draws on, for a store that keeps their moments elsewhere, in whole microseconds.
///
/// A store decides by the moments that it has, as `GCRA` does in nanoseconds: a request may pass if for each bucket
/// `max(moment, now) + charge ≤ now + tolerance`, and then each moment becomes the left side. With the moments that it found it
/// asks for the decision in words, which follows from the same numbers.
///
/// Each charge is rounded down to whole microseconds, but is at least one. So a limit whose interval is no whole number of them
/// is less than a microsecond a request too generous, as `RateLimit` is a nanosecond; one with an interval below a
/// microsecond lets through one request a microsecond at most. `RateLimits.coarseInMicroseconds` names the limits for which
/// that matters. An allowance that takes more than 142 years to refill counts as one that takes 142, so that all sums
/// stay below 2^53, up to which the numbers of a script in Lua are exact.
package struct RateLimitBuckets: Sendable {
    /// The longest time that a debt keeps a key out, in microseconds: an hour, as `GCRA` has it.
    package static let maximumDebt = GCRA.maximumDebt / 1_000
    /// The most that a charge or a full allowance is worth, in microseconds: 142 years.
    package static let maximumCharge: Int64 = 1 << 52

    /// One allowance.
    package struct Bucket: Sendable {
        /// Whose it is.
        package let scope: RateLimitScope
        /// What it counts.
        package let unit: RateLimitUnit
        /// The caller; nil where it is that of all callers.
        package let key: RateLimitKey?
        /// What the request costs, in microseconds; negative gives back, and 0 takes nothing.
        package let charge: Int64
        /// What a full allowance is worth, in microseconds.
        package let tolerance: Int64
        /// Whether the request is no larger than the whole allowance.
        package let canPass: Bool
        fileprivate let burst: Int
        fileprivate let interval: Int64
    }

    /// In the order in which ties are resolved.
    package let buckets: [Bucket]
    private let tokens: Int

    fileprivate init(_ rules: [RateLimitRule], _ keys: RateLimitKeys, cost: Int, tokens: Int) {
        self.tokens = tokens
        buckets = rules.compactMap { rule in
            guard let limit = rule.gcra?.limit else { return nil }
            let key = rule.key(in: keys)
            guard key != nil || rule.scope == .global else { return nil }
            let weight = rule.unit == .requests ? cost : tokens
            let isBounded = abs(weight) <= limit.burst
            return Bucket(
                scope: rule.scope, unit: rule.unit, key: key,
                charge: Self.charge(weight, limit.emissionIntervalNanoseconds),
                // The whole allowance is what a request of its size is charged.
                tolerance: Self.charge(limit.burst, limit.emissionIntervalNanoseconds),
                canPass: isBounded || weight < 0, burst: limit.burst, interval: limit.emissionIntervalNanoseconds)
        }
    }

    /// Those of them that the request takes from or gives back to.
    package var drawn: [Bucket] { buckets.filter { $0.charge != 0 } }

    /// What `weight` requests of an interval in nanoseconds are charged, in microseconds.
    static func charge(_ weight: Int, _ interval: Int64) -> Int64 {
        guard weight != 0 else { return 0 }
        let exact = Int128(weight) * Int128(interval) / 1_000
        let bound = Int128(maximumCharge)
        let charge = Int64(min(max(exact, -bound), bound))
        return charge == 0 ? Int64(weight.signum()) : charge
    }

    /// What a store's decision says.
    ///
    /// - Parameters:
    ///   - isAllowed: what the store decided; it is the decision where the two should ever differ.
    ///   - moments: those that the store had found, in microseconds since 1970, nil where there was none; one for each bucket.
    ///   - now: the moment of the decision, in microseconds since 1970, at most 2^53.
    package func decision(isAllowed: Bool, moments: [Int64?], now: Int64) -> RateLimitDecision {
        precondition(moments.count == buckets.count, "\(moments.count) moments of \(buckets.count) buckets")
        var tightest: (bucket: Bucket, verdict: GCRAVerdict)?
        for (bucket, moment) in zip(buckets, moments) {
            let verdict = bucket.verdict(moment, taking: bucket.charge, at: now)
            if let tightest, !verdict.isTighter(of: bucket.burst, than: tightest.verdict, of: tightest.bucket.burst) {
                continue
            }
            tightest = (bucket, verdict)
        }
        guard let (bucket, verdict) = tightest else { return .unlimited }
        return RateLimitDecision(
            isAllowed: isAllowed, scope: bucket.scope, unit: bucket.unit, limit: bucket.burst,
            remaining: verdict.remaining, tokens: isAllowed ? tokens : 0,
            wait: isAllowed ? 0 : verdict.wait == 0 ? 1_000 : verdict.wait, reset: verdict.reset)
    }

    /// How the caller stands with each bucket, by moments as above.
    package func standings(moments: [Int64?], now: Int64) -> [RateLimitStanding] {
        precondition(moments.count == buckets.count, "\(moments.count) moments of \(buckets.count) buckets")
        return zip(buckets, moments).map { bucket, moment in
            let verdict = bucket.verdict(moment, taking: 0, at: now)
            return RateLimitStanding(
                scope: bucket.scope, unit: bucket.unit, limit: bucket.burst, remaining: verdict.remaining,
                resetAfter: .nanoseconds(verdict.reset))
        }
    }
}

extension RateLimitBuckets.Bucket {
    /// What this bucket says, in nanoseconds.
    fileprivate func verdict(_ moment: Int64?, taking charge: Int64, at now: Int64) -> GCRAVerdict {
        // No store keeps one that is further ahead.
        let latest = now + tolerance + RateLimitBuckets.maximumDebt
        let base = min(max(moment ?? .min, now), latest)
        let next = canPass ? base + charge : base
        let missing = next - tolerance - now
        let hasRoom = canPass && missing <= 0 || charge == 0
        let reset = (hasRoom ? next : base) - now
        // The most requests whose charge is no more than what is left, each rounded down.
        let room = tolerance - reset
        let remaining = room <= 0 ? 0 : (Int128(room + 1) * 1_000 - 1) / Int128(interval)
        return GCRAVerdict(
            isAllowed: hasRoom, next: next, remaining: Int(clamping: min(remaining, Int128(burst))),
            wait: hasRoom ? 0 : canPass ? missing * 1_000 : -1, reset: reset * 1_000)
    }
}

/// The limits, for a store that keeps the moments of allowances elsewhere.
package struct RateLimitBucketRules: Sendable {
    private let rules: RateLimitRules

    package init(_ limits: RateLimits) {
        rules = RateLimitRules(limits)
    }

    /// What a request of `cost` and `tokens`, each at least 0, draws on; without both it peeks.
    package func asking(_ keys: RateLimitKeys, cost: Int = 1, tokens: Int) -> RateLimitBuckets {
        precondition(cost >= 0 && tokens >= 0, "a request costs at least 0, found \(cost) and \(tokens) tokens")
        return RateLimitBuckets(rules.of(keys), keys, cost: cost, tokens: tokens)
    }

    /// What putting right `tokens` more draws on, or fewer when negative, but no fewer than the decision's estimate.
    package func spending(
        _ tokens: Int, _ keys: RateLimitKeys, admittedAs decision: RateLimitDecision
    ) -> RateLimitBuckets {
        RateLimitBuckets(rules.of(keys), keys, cost: 0, tokens: max(tokens, -decision.tokens))
    }
}
