import Testing
import ToolRouter

/// How a caller stands with each of its limits.
@Suite struct RateLimitStandingTests {
    private static let start = Timestamp(microseconds: 1_000_000_000)

    private static var limits: RateLimits {
        var limits = RateLimits(
            user: RateLimit(requests: 60, per: .seconds(60), burst: 5),
            global: RateLimit(requests: 60, per: .seconds(60), burst: 10))
        limits.tokens.user = RateLimit(requests: 6_000, per: .seconds(60), burst: 1_000)
        return limits
    }

    private func words(_ standings: [RateLimitStanding]) -> [String] {
        standings.map { "\($0.scope.rawValue) \($0.unit.rawValue) \($0.remaining)/\($0.limit)" }
    }

    @Test func `each limit that applies is told, and looking takes nothing`() {
        var limiter = RateLimiter(limits: Self.limits)
        let keys = RateLimitKeys(tenant: "t", user: "u")
        let full = ["user requests 5/5", "global requests 10/10", "user tokens 1000/1000"]
        for _ in 0..<3 { #expect(words(limiter.standings(of: keys, at: Self.start)) == full) }
        _ = limiter.admit(keys, tokens: 300, at: Self.start)
        #expect(
            words(limiter.standings(of: keys, at: Self.start)) == [
                "user requests 4/5", "global requests 9/10", "user tokens 700/1000",
            ])
        #expect(limiter.standings(of: keys, at: Self.start)[0].resetAfter == .seconds(1))
        #expect(words(limiter.standings(of: keys, at: Self.start + .seconds(60))) == full)
        #expect(limiter.keyCount <= 2, "those who only look are not held")
    }

    @Test func `who has no user has no limit of users, and others have their own`() {
        var limiter = RateLimiter(limits: Self.limits)
        _ = limiter.admit(RateLimitKeys(tenant: "t", user: "u"), at: Self.start)
        #expect(words(limiter.standings(of: RateLimitKeys(tenant: "t"), at: Self.start)) == ["global requests 9/10"])
        #expect(
            words(limiter.standings(of: RateLimitKeys(tenant: "t", user: "v"), at: Self.start)) == [
                "user requests 5/5", "global requests 9/10", "user tokens 1000/1000",
            ])
        #expect(limiter.keyCount == 1)
    }

    @Test func `a role with limits of its own stands by those`() {
        var limits = Self.limits
        limits.roles["guest"] = UserLimits(requests: RateLimit(requests: 1, per: .seconds(60), burst: 1))
        var limiter = RateLimiter(limits: limits)
        let guest = limits.rateLimitKeys(of: Caller(tenant: "t", user: "u", role: "guest"), seed: 0)
        _ = limiter.admit(guest, at: Self.start)
        #expect(words(limiter.standings(of: guest, at: Self.start))[0] == "user requests 0/1")
    }
}
