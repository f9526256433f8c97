import Testing
import ToolRouter

@Suite struct RateLimitHeadersTests {
    private func headers(_ limits: RateLimits, requests: Int, tokens: Int = 0) -> [String] {
        var limiter = RateLimiter(limits: limits)
        let keys = RateLimitKeys(tenant: "t", user: "u", ip: CallerAddress("::1"))
        var decision = limiter.admit(keys, cost: 0, at: Timestamp(nanoseconds: 0))
        for _ in 0..<requests { decision = limiter.admit(keys, tokens: tokens, at: Timestamp(nanoseconds: 0)) }
        return RateLimitHeaders(decision, limits: limits).fields.map { "\($0.name): \($0.value)" }
    }

    @Test func `an admitted request is told how it stands`() {
        let limits = RateLimits(
            user: RateLimit(requests: 60, per: .seconds(60), burst: 20),
            global: RateLimit(requests: 1_000, per: .seconds(1), burst: 1_000))
        #expect(
            headers(limits, requests: 5) == [
                #"RateLimit-Policy: "user";q=20;w=20, "global";q=1000;w=1"#,
                #"RateLimit: "user";r=15;t=5"#,
                "X-RateLimit-Limit: 20", "X-RateLimit-Remaining: 15", "X-RateLimit-Reset: 5",
            ])
    }

    @Test func `a refused one is told when to come again, in seconds rounded up`() {
        let limits = RateLimits(user: RateLimit(requests: 2, per: .seconds(3), burst: 1))
        #expect(
            headers(limits, requests: 2) == [
                #"RateLimit-Policy: "user";q=1;w=2"#, #"RateLimit: "user";r=0;t=2"#,
                "X-RateLimit-Limit: 1", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 2", "Retry-After: 2",
            ])
    }

    @Test func `one that can never pass is not told to come again`() {
        var limits = RateLimits()
        limits.tokens.tenant = RateLimit(requests: 100, per: .seconds(1), burst: 500)
        #expect(
            headers(limits, requests: 1, tokens: 501) == [
                #"RateLimit-Policy: "tenant-tokens";q=500;qu="tokens";w=5"#, #"RateLimit: "tenant-tokens";r=500;t=0"#,
                "X-RateLimit-Limit: 500", "X-RateLimit-Remaining: 500", "X-RateLimit-Reset: 0",
            ])
    }

    @Test func `where nothing is limited nothing is said`() {
        #expect(headers(RateLimits(), requests: 1) == [])
    }
}
