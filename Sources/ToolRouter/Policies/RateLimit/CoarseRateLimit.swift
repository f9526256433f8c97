/// A limit that can't be counted in whole microseconds as it is meant: see `RateLimits.coarseInMicroseconds`.
package struct CoarseRateLimit: Hashable, Sendable {
    /// The role whose own limit it is; nil is everybody's.
    package let role: RoleName?
    /// Whose allowance it is.
    package let scope: RateLimitScope
    /// What it counts.
    package let unit: RateLimitUnit
    /// The requests a second that it is meant to let through in the long run, or the tokens, rounded down.
    package let perSecond: Int64
}

extension RateLimits {
    /// The limits that a store in whole microseconds counts by more than one per cent off, those of roles last: by
    /// `RateLimitBuckets` a request of an estimate's tokens, or one request, is charged so much less than it should be, or more.
    ///
    /// A limit of requests that is whole in microseconds is never among them, nor one of at most 10,000 a second.
    package var coarseInMicroseconds: [CoarseRateLimit] {
        let ofRoles = roles.sorted { $0.key < $1.key }.flatMap { role, own in
            [
                coarse(role, .user, .requests, own.requests),
                coarse(role, .user, .tokens, own.tokens),
            ]
        }
        return (all.map { coarse(nil, $0.scope, $0.unit, $0.limit) } + ofRoles).compactMap(\.self)
    }

    private func coarse(
        _ role: RoleName?, _ scope: RateLimitScope, _ unit: RateLimitUnit, _ limit: RateLimit?
    ) -> CoarseRateLimit? {
        guard let limit else { return nil }
        let interval = limit.emissionIntervalNanoseconds
        let weight = unit == .requests ? 1 : max(1, min(tokens.estimate, limit.burst))
        let meant = Int128(weight) * Int128(interval)
        let charged = Int128(RateLimitBuckets.charge(weight, interval)) * 1_000
        guard (meant - charged).magnitude * 100 > meant.magnitude else { return nil }
        return CoarseRateLimit(role: role, scope: scope, unit: unit, perSecond: 1_000_000_000 / interval)
    }
}
