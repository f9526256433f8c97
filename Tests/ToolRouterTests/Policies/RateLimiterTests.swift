import Testing

@testable import ToolRouter

@Suite struct RateLimiterTests {
    private let start = Timestamp(nanoseconds: 1_000_000_000)

    private func limit(_ burst: Int, per: Duration = .seconds(1)) -> RateLimit {
        RateLimit(requests: 1, per: per, burst: burst)
    }

    private func keys(_ user: String?, ip: String? = nil, tenant: String = "t") -> RateLimitKeys {
        RateLimitKeys(tenant: TenantID(tenant), user: user.map { UserID($0) }, ip: ip.map { CallerAddress($0) })
    }

    @Test func `without limits everything passes`() {
        var limiter = RateLimiter(limits: RateLimits())
        let decision = limiter.admit(keys("u", ip: "1"), cost: 1_000, at: start)
        #expect(decision.isAllowed)
        #expect(decision.scope == nil)
        #expect(limiter.keyCount == 0)
    }

    @Test func `a limit without a key in the request does not apply`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1), ip: limit(1)))
        for _ in 1...3 { #expect(limiter.admit(keys(nil), at: start).isAllowed) }
    }

    @Test func `a user is a user of one tenant`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1)))
        #expect(limiter.admit(keys("u", tenant: "a"), at: start).isAllowed)
        #expect(limiter.admit(keys("u", tenant: "b"), at: start).isAllowed)
        #expect(!limiter.admit(keys("u", tenant: "a"), at: start).isAllowed)
    }

    @Test func `a refusal by one limit uses up no other`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1), ip: limit(3), tenant: limit(3), global: limit(3)))
        #expect(limiter.admit(keys("u", ip: "1"), at: start).isAllowed)
        for _ in 1...5 { #expect(!limiter.admit(keys("u", ip: "1"), at: start).isAllowed) }
        let peek = limiter.admit(keys(nil, ip: "1"), cost: 0, at: start)
        #expect(peek.remaining == 2)
        #expect(limiter.admit(keys("v", ip: "1"), at: start).isAllowed)
        #expect(limiter.admit(keys("w", ip: "1"), at: start).isAllowed)
        #expect(limiter.admit(keys("x", ip: "1"), at: start).scope == .ip)
    }

    struct TightestRow: Sendable, CustomTestStringConvertible {
        let name: String
        let limits: RateLimits
        let cost: Int
        var tokens = 0
        let scope: RateLimitScope
        var unit = RateLimitUnit.requests
        let allowed: Bool
        let remaining: Int
        let retry: Duration?
        var testDescription: String { name }
    }

    private static func rate(_ burst: Int, _ seconds: Int = 1) -> RateLimit {
        RateLimit(requests: 1, per: .seconds(seconds), burst: burst)
    }

    private static let huge = RateLimit(requests: 1, per: .nanoseconds(1), burst: .max)

    private static func both(_ requests: RateLimit, tokens: RateLimit) -> RateLimits {
        var limits = RateLimits(user: requests)
        limits.tokens.user = tokens
        return limits
    }

    static let tightestRows = [
        TightestRow(
            name: "the smallest share", limits: RateLimits(user: rate(9), ip: rate(4), global: rate(5)), cost: 1,
            scope: .ip, allowed: true, remaining: 3, retry: .zero),
        TightestRow(
            name: "the smallest share, not the smallest number", limits: both(rate(4), tokens: rate(8_000)), cost: 1,
            tokens: 6_001, scope: .user, unit: .tokens, allowed: true, remaining: 1_999, retry: .zero),
        TightestRow(
            name: "the smallest share, of whatever", limits: both(rate(4), tokens: rate(8_000)), cost: 1,
            tokens: 1_999, scope: .user, allowed: true, remaining: 3, retry: .zero),
        TightestRow(
            name: "equal shares of which one is the slower", limits: both(rate(4, 3_000), tokens: rate(8_000)), cost: 1,
            tokens: 2_000, scope: .user, allowed: true, remaining: 3, retry: .zero),
        TightestRow(
            name: "equal shares, of which the other is the slower", limits: both(rate(4), tokens: rate(8_000)), cost: 1,
            tokens: 2_000, scope: .user, unit: .tokens, allowed: true, remaining: 6_000, retry: .zero),
        TightestRow(
            name: "shares of numbers that fit nowhere, as many as come before the end of time",
            limits: RateLimits(user: huge, global: huge), cost: 1, scope: .user, allowed: true,
            remaining: .max - 1 - 1_000_000_000, retry: .zero),
        TightestRow(
            name: "a tie goes to the slower one", limits: RateLimits(user: rate(4), tenant: rate(4, 60)), cost: 1,
            scope: .tenant, allowed: true, remaining: 3, retry: .zero),
        TightestRow(
            name: "a full tie goes to the user", limits: RateLimits(user: rate(4), global: rate(4)), cost: 1,
            scope: .user, allowed: true, remaining: 3, retry: .zero),
        TightestRow(
            name: "a request that can never pass", limits: RateLimits(user: rate(1), global: rate(3)), cost: 2,
            scope: .user, allowed: false, remaining: 1, retry: nil),
    ]

    @Test(arguments: tightestRows)
    func `the tightest limit is reported`(row: TightestRow) {
        var limiter = RateLimiter(limits: row.limits)
        let decision = limiter.admit(keys("u", ip: "1"), cost: row.cost, tokens: row.tokens, at: start)
        #expect(decision.scope == row.scope)
        #expect(decision.unit == row.unit)
        #expect(decision.isAllowed == row.allowed)
        #expect(decision.remaining == row.remaining)
        #expect(decision.retryAfter == row.retry)
    }

    @Test func `of two refusals the longer wait is reported, and it suffices`() throws {
        var limiter = RateLimiter(
            limits: RateLimits(user: limit(1), tenant: RateLimit(requests: 1, per: .seconds(60), burst: 1)))
        #expect(limiter.admit(keys("u"), at: start).isAllowed)
        let refusal = limiter.admit(keys("u"), at: start)
        #expect(refusal.scope == .tenant)
        let retryAfter = try #require(refusal.retryAfter)
        #expect(retryAfter == .seconds(60))
        #expect(limiter.admit(keys("u"), at: start + retryAfter).isAllowed)
    }

    @Test func `a peek changes nothing`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(2), capacity: 1))
        for _ in 1...3 { #expect(limiter.admit(keys("u"), cost: 0, at: start).remaining == 2) }
        #expect(limiter.keyCount == 0)
        #expect(limiter.overflowed == 0)
    }

    @Test func `new keys share one overflow bucket while the table is full of active keys`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(2), capacity: 2))
        for user in ["a", "b"] { #expect(limiter.admit(keys(user), at: start).isAllowed) }
        #expect(limiter.admit(keys("c"), at: start).isAllowed)
        #expect(limiter.admit(keys("d"), at: start).isAllowed)
        #expect(!limiter.admit(keys("e"), at: start).isAllowed)
        #expect(limiter.overflowed == 3)
        #expect(limiter.keyCount == 2)
        // The keys that were there first keep what is theirs.
        #expect(limiter.admit(keys("a"), at: start).isAllowed)
        #expect(!limiter.admit(keys("a"), at: start).isAllowed)
    }

    @Test func `who passed on the shared bucket has no allowance of its own when a place becomes free`() {
        var limiter = RateLimiter(limits: RateLimits(tenant: limit(1, per: .seconds(60)), capacity: 1))
        #expect(limiter.admit(keys(nil, tenant: "a"), at: start).isAllowed)
        #expect(limiter.admit(keys(nil, tenant: "b"), at: start + .seconds(59)).isAllowed)
        let refusal = limiter.admit(keys(nil, tenant: "b"), at: start + .seconds(60))
        #expect(refusal.retryAfter == .seconds(59))
        #expect(limiter.overflowed == 1, "there is a place")
        #expect(limiter.admit(keys(nil, tenant: "b"), at: start + .seconds(119)).isAllowed)
        #expect(limiter.keyCount == 1)
    }

    @Test func `each scope has an overflow bucket of its own`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1), ip: limit(2), capacity: 0))
        #expect(limiter.admit(keys("a", ip: "1"), at: start).isAllowed)
        #expect(limiter.admit(keys("b", ip: "2"), at: start).scope == .user)
        #expect(limiter.admit(keys(nil, ip: "2"), at: start).isAllowed)
        #expect(!limiter.admit(keys(nil, ip: "3"), at: start).isAllowed)
    }

    @Test func `a key makes room at the moment its allowance is full again, not before`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1), capacity: 1))
        _ = limiter.admit(keys("a"), at: start)
        _ = limiter.admit(keys("b"), at: start + .nanoseconds(999_999_999))
        #expect(limiter.overflowed == 1)
        // There is a place, and what went to the shared bucket is not paid off yet.
        let refusal = limiter.admit(keys("c"), at: start + .seconds(1))
        #expect(limiter.overflowed == 1)
        #expect(refusal.retryAfter == .nanoseconds(999_999_999))
        let later = start + .nanoseconds(1_999_999_999)
        #expect(limiter.admit(keys("c"), at: later).isAllowed)
        #expect(limiter.keyCount == 1)
        #expect(!limiter.admit(keys("c"), at: later).isAllowed)
    }

    @Test func `a key used again is not forgotten at its first due time`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(3), capacity: 1))
        for _ in 1...3 { _ = limiter.admit(keys("a"), at: start) }
        #expect(limiter.admit(keys("b"), at: start + .seconds(2)).isAllowed)
        #expect(limiter.overflowed == 1)
        #expect(limiter.admit(keys("a"), at: start + .seconds(2)).remaining == 1)
    }

    @Test func `idle keys are forgotten without being asked for`() {
        var limiter = RateLimiter(limits: RateLimits(user: limit(1), global: limit(1_000_000)))
        for number in 0..<1_000 { _ = limiter.admit(keys("u\(number)"), at: start) }
        #expect(limiter.keyCount == 1_000)
        for _ in 0..<3_000 { _ = limiter.admit(keys(nil), at: start + .seconds(1)) }
        #expect(limiter.keyCount == 0)
    }

    /// The limiter against a dictionary that never forgets: the same decisions, whatever the sweep does.
    @Test func `forgetting never changes a decision`() {
        let rule = RateLimit(requests: 2, per: .seconds(1), burst: 3)
        var limiter = RateLimiter(limits: RateLimits(user: rule, capacity: 50))
        var reference: [UInt64: Timestamp] = [:]
        let draw = KeyedDraw(seed: 7)
        var now = start
        for step in 0..<20_000 as Range<UInt64> {
            now = now + .milliseconds(Int64(draw.number(below: 60, "pause", "", occurrence: step)))
            let user = draw.number(below: 40, "user", "", occurrence: step)
            let cost = Int(draw.number(below: 4, "cost", "", occurrence: step))
            let expected = GCRA(rule).decide(tat: reference[user], cost: cost, at: now)
            let found = limiter.admit(keys("u\(user)"), cost: cost, at: now)
            guard found.isAllowed == expected.isAllowed, found.remaining == expected.remaining,
                found.retryAfter == expected.retryAfter, found.resetAfter == expected.resetAfter
            else {
                Issue.record("step \(step): \(found) instead of \(expected)")
                return
            }
            reference[user] = expected.newTAT ?? reference[user]
        }
        #expect(limiter.overflowed == 0)
        #expect(limiter.keyCount < 40)
    }
}
