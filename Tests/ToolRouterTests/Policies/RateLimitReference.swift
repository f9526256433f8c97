@testable import ToolRouter

/// What the limiter is held against: one bucket for each caller of each limit, held for ever, in exact arithmetic.
///
/// A bucket is what its caller took and time has not yet paid off. A request is admissible when each bucket that applies
/// has room for it beside what was let in before. Written as a level that sinks, where the limiter moves a moment.
struct RateLimitReference {
    struct Caller: Hashable {
        let tenant: UInt64
        let user: UInt64?
        let ip: UInt64?

        var keys: RateLimitKeys {
            RateLimitKeys(
                tenant: TenantID("\(tenant)"), user: user.map { UserID("\($0)") }, ip: ip.map { CallerAddress("\($0)") }
            )
        }
    }

    private struct BucketName: Hashable {
        let limit: Int
        let caller: [UInt64]
    }

    private struct Bucket {
        /// In nanoseconds of the limit's rate.
        var level: Int128 = 0
        var at = Int64.min

        func level(at now: Int64) -> Int128 { max(0, level - (Int128(now) - Int128(at))) }
    }

    private let limits: [(scope: RateLimitScope, unit: RateLimitUnit, limit: RateLimit)]
    private var buckets: [BucketName: Bucket] = [:]

    init(_ limits: RateLimits) {
        self.limits = limits.all
    }

    /// Whether every bucket has room for the request.
    func admits(_ caller: Caller, cost: Int, tokens: Int, at now: Int64) -> Bool {
        limits.enumerated().allSatisfy { number, rule in
            guard let name = name(number, caller) else { return true }
            let weight = rule.unit == .requests ? cost : tokens
            let level = (buckets[name] ?? Bucket()).level(at: now)
            return weight == 0 || level + drops(weight, rule.limit) <= drops(rule.limit.burst, rule.limit)
        }
    }

    /// Takes from every bucket what a request takes that was let in, or gives back what is negative. More than an hour
    /// beyond an allowance is forgiven.
    mutating func take(_ caller: Caller, cost: Int, tokens: Int, at now: Int64) {
        for (number, rule) in limits.enumerated() {
            guard let name = name(number, caller) else { continue }
            let level = (buckets[name] ?? Bucket()).level(at: now)
            let next = level + drops(rule.unit == .requests ? cost : tokens, rule.limit)
            let most = drops(rule.limit.burst, rule.limit) + 3_600_000_000_000
            buckets[name] = Bucket(level: max(0, min(next, max(level, most))), at: now)
        }
    }

    private func drops(_ weight: Int, _ limit: RateLimit) -> Int128 {
        Int128(weight) * (Int128(limit.per.wholeNanoseconds) / Int128(limit.requests))
    }

    private func name(_ number: Int, _ caller: Caller) -> BucketName? {
        let owner: [UInt64]? =
            switch limits[number].scope {
            case .user: caller.user.map { [caller.tenant, $0] }
            case .ip: caller.ip.map { [$0] }
            case .tenant: [caller.tenant]
            case .global: []
            }
        return owner.map { BucketName(limit: number, caller: $0) }
    }
}
