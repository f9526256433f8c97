import Testing

@testable import ToolRouter

@Suite struct RoleLimitTests {
    private static let start = Timestamp(nanoseconds: 1_000_000_000)

    private static func limit(_ burst: Int, _ seconds: Int64 = 1) -> RateLimit {
        RateLimit(requests: 1, per: .seconds(seconds), burst: burst)
    }

    private static let limits: RateLimits = {
        var limits = RateLimits(user: limit(2), ip: limit(8), tenant: limit(10), global: limit(12))
        limits.tokens.user = limit(100)
        limits.roles = [
            "slow": UserLimits(requests: limit(1, 60)), "quick": UserLimits(requests: limit(5)),
            "wordy": UserLimits(tokens: limit(1_000)),
        ]
        return limits
    }()

    private static func keys(_ role: RoleName?, _ user: UserID? = "u", ip: String? = nil) -> RateLimitKeys {
        limits.rateLimitKeys(of: Caller(tenant: "t", user: user, ip: ip, role: role), seed: 7)
    }

    /// How many requests of one moment pass.
    private static func passing(_ limiter: inout RateLimiter, _ keys: RateLimitKeys, tokens: Int = 0) -> Int {
        (0..<20).count { _ in limiter.admit(keys, tokens: tokens, at: start).isAllowed }
    }

    @Test(
        arguments: [
            (nil, 2, 0), ("slow", 1, 0), ("quick", 5, 0), ("wordy", 2, 0), ("without limits", 2, 0), (nil, 1, 60),
            ("wordy", 2, 60), ("quick", 1, 60),
        ] as [(RoleName?, Int, Int)])
    func `a role's limits take the place of those of users, each in its unit`(
        _ role: RoleName?, _ passing: Int, _ tokens: Int
    ) {
        var limiter = RateLimiter(limits: Self.limits)
        #expect(Self.passing(&limiter, Self.keys(role), tokens: tokens) == passing)
    }

    @Test func `no role changes anything for an address, a tenant and all together`() {
        var limiter = RateLimiter(limits: Self.limits)
        #expect(Self.passing(&limiter, Self.keys("quick", nil, ip: "10.0.0.1")) == 8)
        #expect(Self.passing(&limiter, Self.keys("quick", "v")) == 2)
        #expect(limiter.admit(Self.keys("quick", "v"), at: Self.start).scope == .tenant)
    }

    @Test func `a user without a name is limited by no role`() {
        var limiter = RateLimiter(limits: RateLimits())
        #expect(limiter.admit(Self.keys("slow", nil), at: Self.start).scope == nil)
    }

    @Test func `an allowance belongs to a user in a role that has limits of its own`() {
        #expect(Self.keys("slow").user != Self.keys(nil).user && Self.keys("slow").user != Self.keys("quick").user)
        #expect(Self.keys("slow").user != Self.keys("slow", "v").user)
        #expect(Self.keys("without limits") == Self.keys(nil))
        #expect(Self.keys("slow").tenant == Self.keys(nil).tenant)
    }

    @Test func `names can't run together`() {
        let limits = Self.limits
        func key(_ tenant: TenantID, _ user: UserID, _ role: RoleName?) -> RateLimitKey? {
            var limits = limits
            limits.roles["bc"] = UserLimits(requests: Self.limit(1))
            limits.roles["c"] = UserLimits(requests: Self.limit(1))
            return limits.rateLimitKeys(of: Caller(tenant: tenant, user: user, role: role), seed: 0).user
        }
        #expect(key("t", "a", "bc") != key("t", "ab", "c") && key("t", "ac", nil) != key("t", "a", "c"))
    }

    @Test func `what turns out to be spent counts by the role's limit`() {
        var limiter = RateLimiter(limits: Self.limits)
        let keys = Self.keys("wordy")
        let decision = limiter.admit(keys, tokens: 10, at: Self.start)
        limiter.spend(tokens: 985, of: keys, admittedAs: decision, at: Self.start)
        let peek = limiter.admit(keys, cost: 0, at: Self.start)
        #expect(peek.unit == .tokens && peek.limit == 1_000 && peek.remaining == 5)
    }

    @Test func `a role may be limited where nobody else is`() {
        var limits = RateLimits()
        limits.roles["slow"] = UserLimits(requests: Self.limit(1))
        var limiter = RateLimiter(limits: limits)
        let everybody = limits.rateLimitKeys(of: Caller(tenant: "t", user: "u"), seed: 0)
        let slow = limits.rateLimitKeys(of: Caller(tenant: "t", user: "u", role: "slow"), seed: 0)
        #expect(limiter.admit(everybody, at: Self.start).scope == nil)
        #expect(limiter.admit(slow, at: Self.start).isAllowed && !limiter.admit(slow, at: Self.start).isAllowed)
    }

    @Test func `headers tell of the limits that apply to the caller`() {
        var limiter = RateLimiter(limits: Self.limits)
        let decision = limiter.admit(Self.keys("slow"), at: Self.start)
        let fields = RateLimitHeaders(decision, limits: Self.limits.of(role: "slow")).fields
        #expect(fields.first?.value.hasPrefix(#""user";q=1;w=60, "ip";q=8;w=8"#) == true)
    }
}
