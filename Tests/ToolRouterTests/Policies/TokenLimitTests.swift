import Testing
import ToolRouter

/// Costs that are known only afterwards, and the bound on what the limiter remembers.
@Suite struct TokenLimitTests {
    private let start = Timestamp(nanoseconds: 1_000_000_000_000)
    private let keys = RateLimitKeys(tenant: "t", user: "u")

    /// 1,000 tokens a second, 5,000 at once.
    private func limiter(capacity: Int = 10, global: RateLimit? = nil) -> RateLimiter {
        var limits = RateLimits(global: global, capacity: capacity)
        limits.tokens.user = RateLimit(requests: 1_000, per: .seconds(1), burst: 5_000)
        return RateLimiter(limits: limits)
    }

    @Test(arguments: [10_000_000, Int.max])
    func `a debt is paid within an hour, whatever was counted`(spent: Int) {
        var limiter = limiter()
        let decision = limiter.admit(keys, tokens: 1, at: start)
        limiter.spend(tokens: spent, of: keys, admittedAs: decision, at: start)
        let refused = limiter.admit(keys, tokens: 1, at: start)
        // 5 s for the allowance itself, of which one token is asked for.
        #expect(refused.retryAfter == .seconds(3_600) + .milliseconds(1))
        #expect(limiter.admit(keys, tokens: 5_000, at: start + .seconds(3_605)).isAllowed)
    }

    struct Settlement: Sendable, CustomTestStringConvertible {
        let name: String
        let estimate: Int
        let spent: Int
        /// Seconds between admission and settlement.
        let takes: Int
        /// What is left at the settlement; negative is owed.
        let left: Int
        var testDescription: String { name }
    }

    static let settlements = [
        Settlement(name: "as estimated", estimate: 2_000, spent: 2_000, takes: 0, left: 3_000),
        Settlement(name: "less is given back", estimate: 2_000, spent: 500, takes: 0, left: 4_500),
        Settlement(name: "nothing spent is all given back", estimate: 2_000, spent: 0, takes: 0, left: 5_000),
        Settlement(name: "given back late it does not overflow", estimate: 2_000, spent: 0, takes: 60, left: 5_000),
        Settlement(name: "more is taken", estimate: 2_000, spent: 4_000, takes: 0, left: 1_000),
        Settlement(name: "more than there was is owed", estimate: 2_000, spent: 9_000, takes: 0, left: -4_000),
        Settlement(name: "what came back meanwhile pays for it", estimate: 2_000, spent: 9_000, takes: 1, left: -3_000),
        Settlement(
            name: "after a long answer all of it is new debt", estimate: 2_000, spent: 9_000, takes: 60, left: -2_000),
    ]

    @Test(arguments: settlements)
    func `an estimate is put right`(row: Settlement) throws {
        var limiter = limiter()
        let admitted = limiter.admit(keys, tokens: row.estimate, at: start)
        #expect(admitted.isAllowed)
        #expect(admitted.tokens == row.estimate)
        let end = start + .seconds(row.takes)
        limiter.spend(tokens: row.spent - row.estimate, of: keys, admittedAs: admitted, at: end)
        let standing = limiter.admit(keys, cost: 0, tokens: 0, at: end)
        #expect(standing.isAllowed, "a peek passes in debt, too")
        #expect(standing.remaining == max(0, row.left))
        let refusal = limiter.admit(keys, tokens: 5_000, at: end)
        let missing = 5_000 - row.left
        #expect(refusal.retryAfter == .milliseconds(missing))
        if missing > 0 {
            #expect(!refusal.isAllowed)
            #expect(refusal.tokens == 0)
            #expect(limiter.admit(keys, tokens: 5_000, at: end + .milliseconds(missing)).isAllowed)
        }
    }

    @Test func `an estimate above the burst can never pass, and says so`() {
        var limiter = limiter()
        let refusal = limiter.admit(keys, tokens: 5_001, at: start)
        #expect(!refusal.isAllowed)
        #expect(refusal.retryAfter == nil)
        #expect(refusal.unit == .tokens)
        #expect(refusal.remaining == 5_000, "it takes nothing")
        #expect(limiter.keyCount == 0)
    }

    @Test func `tokens and requests are all or nothing together`() {
        var limiter = limiter(global: RateLimit(requests: 1, per: .seconds(1), burst: 1))
        #expect(limiter.admit(keys, tokens: 1_000, at: start).isAllowed)
        let refusal = limiter.admit(keys, tokens: 1_000, at: start)
        #expect(refusal.scope == .global)
        #expect(refusal.unit == .requests)
        #expect(limiter.admit(keys, cost: 0, tokens: 4_000, at: start).isAllowed, "the refusal took no tokens")
    }

    /// A caller on the shared bucket, another one some seconds later, and what the first one's answer costs.
    @Test(arguments: [
        ("more is taken", 0, 4_000, 500, 500), ("more than there was is owed", 0, 4_000, 2_500, 0),
        ("nothing is given back", 0, 4_000, -4_000, 1_000),
        ("nothing is given back that others count on", 10, 4_000, -4_000, 1_000),
    ])
    func `what went to a shared bucket is put right there, but not given back`(
        row: (name: String, pause: Int, estimate: Int, more: Int, left: Int)
    ) {
        var limiter = limiter(capacity: 1)
        _ = limiter.admit(RateLimitKeys(tenant: "t", user: "first"), tokens: 5_000, at: start + .seconds(row.pause))
        let admitted = limiter.admit(keys, tokens: row.pause > 0 ? 1_000 : row.estimate, at: start)
        let now = start + .seconds(row.pause)
        let other = RateLimitKeys(tenant: "t", user: "other")
        if row.pause > 0 { #expect(limiter.admit(other, tokens: row.estimate, at: now).isAllowed) }
        limiter.spend(tokens: row.more, of: keys, admittedAs: admitted, at: now)
        #expect(limiter.admit(other, cost: 0, at: now).remaining == row.left, "\(row.name)")
    }

    @Test func `a debt on the shared bucket is not forgotten when a place becomes free`() {
        var limiter = limiter(capacity: 1)
        _ = limiter.admit(RateLimitKeys(tenant: "t", user: "first"), tokens: 1_000, at: start)
        let admitted = limiter.admit(keys, tokens: 1_000, at: start)
        limiter.spend(tokens: 9_000, of: keys, admittedAs: admitted, at: start)
        // The first user's allowance is full again after a second, this one's debt of 5,000 takes five.
        let later = start + .seconds(2)
        #expect(limiter.admit(keys, tokens: 1, at: later).retryAfter == .milliseconds(3_001))
        #expect(limiter.keyCount == 0, "a refusal holds nobody")
        let passed = start + .milliseconds(5_001)
        #expect(limiter.admit(keys, tokens: 1, at: passed).isAllowed)
        #expect(limiter.keyCount == 1)
        #expect(!limiter.admit(keys, tokens: 1, at: passed).isAllowed)
    }

    @Test func `what is spent late is taken from where the caller is by then`() {
        var limiter = limiter(capacity: 1)
        _ = limiter.admit(RateLimitKeys(tenant: "t", user: "first"), tokens: 1_000, at: start)
        let admitted = limiter.admit(keys, tokens: 1_000, at: start)
        let later = start + .seconds(2)
        #expect(limiter.admit(keys, tokens: 1_000, at: later).isAllowed)
        limiter.spend(tokens: 5_000, of: keys, admittedAs: admitted, at: later)
        #expect(limiter.admit(keys, tokens: 1, at: later).retryAfter == .milliseconds(1_001))
        let other = limiter.admit(RateLimitKeys(tenant: "t", user: "other"), cost: 0, at: later)
        #expect(other.remaining == 5_000)
    }

    @Test func `what a forgotten caller gave back is gone, what it spends late is not`() {
        var limiter = limiter(capacity: 1)
        let admitted = limiter.admit(keys, tokens: 1_000, at: start)
        let later = start + .seconds(1)
        let other = RateLimitKeys(tenant: "t", user: "other")
        #expect(limiter.admit(other, tokens: 5_000, at: later).isAllowed)
        limiter.spend(tokens: -1_000, of: keys, admittedAs: admitted, at: later)
        #expect(!limiter.admit(other, tokens: 1, at: later).isAllowed)
        limiter.spend(tokens: 5_000, of: keys, admittedAs: admitted, at: later)
        #expect(!limiter.admit(keys, tokens: 1, at: later).isAllowed)
    }

    @Test func `no more is given back than was taken`() {
        var limiter = limiter()
        let admitted = limiter.admit(keys, tokens: 1_000, at: start)
        #expect(limiter.admit(keys, tokens: 4_000, at: start).isAllowed)
        limiter.spend(tokens: .min, of: keys, admittedAs: admitted, at: start)
        #expect(limiter.admit(keys, cost: 0, at: start).remaining == 1_000)
    }

    @Test(arguments: [
        ("a clock set back an hour locks nobody out", -3_600, 1, true),
        ("a clock set back an hour gives nothing back at once", -3_600, 0, false),
        ("a clock set forward fills the allowance", 3_600, 0, true),
        ("a reading out of order changes nothing", 0, 1, true),
    ])
    func `clock steps`(row: (name: String, step: Int, seconds: Int, isAllowed: Bool)) {
        var limiter = RateLimiter(limits: RateLimits(user: RateLimit(requests: 1, per: .seconds(1), burst: 1)))
        #expect(limiter.admit(keys, at: start).isAllowed)
        let stepped = start + .seconds(row.step)
        let refusal = limiter.admit(keys, at: stepped + .nanoseconds(row.step == 0 ? -700 : 0))
        if row.step <= 0 { #expect(refusal.retryAfter == .seconds(1), "\(row.name)") }
        guard row.step <= 0 else { return }
        #expect(limiter.admit(keys, at: stepped + .seconds(row.seconds)).isAllowed == row.isAllowed, "\(row.name)")
    }

    @Test func `a million callers stay within the bound, and the next ones share a bucket`() {
        var limiter = RateLimiter(
            limits: RateLimits(user: RateLimit(requests: 1, per: .seconds(3_600), burst: 1), capacity: 1_000_000))
        func user(_ number: UInt64) -> RateLimitKeys {
            // Spread as hashes are.
            RateLimitKeys(
                tenant: RateLimitKey(low: 0, high: 0),
                user: RateLimitKey(low: KeyedDraw(seed: 1).number("", "", occurrence: number), high: number))
        }
        var refused = 0
        for number in UInt64(0)..<1_000_100 where !limiter.admit(user(number), at: start).isAllowed { refused += 1 }
        #expect(limiter.keyCount == 1_000_000)
        #expect(limiter.overflowed == 100)
        #expect(refused == 99, "one of them found the shared bucket full")
        #expect(limiter.bytes <= RateLimiter.memoryBound(keys: 1_000_000))
        #expect(limiter.bytes < 64 << 20)
        // Nobody got an allowance back.
        #expect(!limiter.admit(user(0), at: start + .seconds(3_599)).isAllowed)
        #expect(limiter.admit(user(0), at: start + .seconds(3_600)).isAllowed)
    }
}
