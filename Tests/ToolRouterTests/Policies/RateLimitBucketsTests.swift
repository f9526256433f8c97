import RouterTesting
import Synchronization
import Testing

@testable import ToolRouter

/// What a store goes by that keeps moments elsewhere.
@Suite struct RateLimitBucketsTests {
    private static let start: Int64 = 1_800_000_000_000_000
    private let keys = RateLimitKeys(tenant: "t", user: "u", ip: CallerAddress("10.0.0.1"))

    struct Charge: Sendable, CustomTestStringConvertible {
        let name: String
        let requests: Int
        let per: Duration
        let burst: Int
        let weight: Int
        let charge: Int64
        let tolerance: Int64
        var testDescription: String { name }
    }

    static let charges = [
        Charge(
            name: "whole microseconds", requests: 1_000, per: .seconds(1), burst: 50, weight: 2, charge: 2_000,
            tolerance: 50_000),
        Charge(
            name: "rounded down", requests: 7, per: .seconds(1), burst: 3, weight: 2, charge: 285_714,
            tolerance: 428_571),
        Charge(
            name: "many at once are rounded once", requests: 600_000, per: .seconds(1), burst: 600_000,
            weight: 1_000, charge: 1_666, tolerance: 999_600),
        Charge(
            name: "never for nothing", requests: 10_000_000, per: .seconds(1), burst: 100, weight: 1, charge: 1,
            tolerance: 10),
        Charge(
            name: "what is full passes", requests: 100_000_000, per: .seconds(1), burst: 7, weight: 7, charge: 1,
            tolerance: 1),
        Charge(
            name: "a peek takes nothing", requests: 1, per: .seconds(1), burst: 1, weight: 0, charge: 0,
            tolerance: 1_000_000),
        Charge(
            name: "at most 142 years", requests: 1, per: .seconds(8_000_000_000), burst: 1, weight: 1,
            charge: 1 << 52, tolerance: 1 << 52),
    ]

    @Test(arguments: charges)
    func `a request is charged whole microseconds`(row: Charge) {
        var limits = RateLimits()
        limits.tokens.user = RateLimit(requests: row.requests, per: row.per, burst: row.burst)
        let rules = RateLimitBucketRules(limits)
        let asking = rules.asking(keys, tokens: row.weight)
        #expect(asking.buckets.map(\.charge) == [row.charge])
        #expect(asking.buckets.map(\.tolerance) == [row.tolerance])
        let decision = asking.decision(isAllowed: true, moments: [nil], now: Self.start)
        let spending = rules.spending(-row.weight, keys, admittedAs: decision)
        #expect(spending.buckets.map(\.charge) == [-row.charge])
    }

    @Test func `a limit that is too fine never promises what it can't keep`() {
        let limits = RateLimits(user: RateLimit(requests: 100_000_000, per: .seconds(1), burst: 50))
        let limiter = Moments(limits)
        var passed = 0
        while limiter.decide(keys, cost: 1, tokens: 0, at: Self.start).isAllowed { passed += 1 }
        #expect(passed == 1, "one a microsecond")
        let refusal = limiter.decide(keys, cost: 1, tokens: 0, at: Self.start)
        #expect(refusal.remaining == 0 && refusal.retryAfter == .microseconds(1))
        #expect(limiter.decide(keys, cost: 1, tokens: 0, at: Self.start + 1).isAllowed)
    }

    @Test func `moments far ahead overflow nothing`() {
        var limits = RateLimits()
        limits.tokens.user = RateLimit(requests: 1, per: .seconds(9_000_000_000), burst: 1)
        let asking = RateLimitBucketRules(limits).asking(keys, tokens: 1)
        let decision = asking.decision(isAllowed: false, moments: [(1 << 53) + (1 << 52)], now: 1 << 53)
        #expect(!decision.isAllowed && decision.retryAfter == .microseconds(1 << 52))
        let latest = asking.decision(isAllowed: false, moments: [.max], now: 0)
        #expect(latest.retryAfter == .microseconds(1 << 52) + .seconds(3_600), "an hour's debt, as a store cuts it")
    }

    @Test func `requests and tokens, roles and those without a user each have their buckets`() {
        var limits = RateLimits(
            user: RateLimit(requests: 1, per: .seconds(1), burst: 1),
            global: RateLimit(requests: 1, per: .seconds(1), burst: 2))
        limits.tokens.user = RateLimit(requests: 1_000, per: .seconds(1), burst: 1_000)
        limits.roles = ["r": UserLimits(requests: RateLimit(requests: 1, per: .seconds(2), burst: 5))]
        let rules = RateLimitBucketRules(limits)
        func words(_ keys: RateLimitKeys) -> [String] {
            rules.asking(keys, tokens: 10).buckets.map {
                "\($0.scope) \($0.unit) \($0.charge)/\($0.tolerance)" + ($0.key == nil ? "" : " of one")
            }
        }
        let tokens = "user tokens 10000/1000000 of one"
        #expect(
            words(keys) == [
                "user requests 1000000/1000000 of one", "global requests 1000000/2000000", tokens,
            ])
        #expect(
            words(RateLimitKeys(tenant: "t", user: "u", role: "r")) == [
                "user requests 2000000/10000000 of one", "global requests 1000000/2000000", tokens,
            ])
        #expect(words(RateLimitKeys(tenant: "t")) == ["global requests 1000000/2000000"])
        let buckets = rules.asking(keys, tokens: 10).buckets
        #expect(buckets[0].key != buckets[2].key, "requests and tokens of one user are two keys")
    }

    @Test func `a store that keeps the moments says what the limiter of a process says`() async throws {
        let tally = try await LimiterComparison.run(seeds: 0..<256) { Moments($0) }
        // Otherwise nothing was tried.
        #expect(tally.admitted > 20_000 && tally.refused > 20_000 && tally.corrections > 40_000)
    }
}

/// A store that keeps the moments of allowances, as simple as its rule in `RateLimitBuckets`.
private final class Moments: TriedLimiter {
    private struct Name: Hashable {
        let scope: RateLimitScope
        let unit: RateLimitUnit
        let key: RateLimitKey?

        init(_ bucket: RateLimitBuckets.Bucket) {
            (scope, unit, key) = (bucket.scope, bucket.unit, bucket.key)
        }
    }

    private let rules: RateLimitBucketRules
    private let moments = Mutex<[Name: Int64]>([:])

    init(_ limits: RateLimits) {
        rules = RateLimitBucketRules(limits)
    }

    func decide(_ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Int64) -> RateLimitDecision {
        let asking = rules.asking(keys, cost: cost, tokens: tokens)
        return moments.withLock { moments in
            let found = asking.buckets.map { moments[Name($0)] }
            let nexts = zip(asking.buckets, found).map { max($1 ?? now, now) + $0.charge }
            let isAllowed = zip(asking.buckets, nexts).allSatisfy { bucket, next in
                bucket.charge == 0 || bucket.canPass && next <= now + bucket.tolerance
            }
            for (bucket, next) in zip(asking.buckets, nexts) where isAllowed && bucket.charge > 0 {
                moments[Name(bucket)] = next
            }
            return asking.decision(isAllowed: isAllowed, moments: found, now: now)
        }
    }

    func admit(_ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Timestamp) async -> RateLimitDecision {
        decide(keys, cost: cost, tokens: tokens, at: now.microseconds)
    }

    func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async {
        let now = now.microseconds
        moments.withLock { moments in
            for bucket in rules.spending(tokens, keys, admittedAs: decision).drawn {
                let latest = now + bucket.tolerance + RateLimitBuckets.maximumDebt
                if bucket.charge > 0 {
                    moments[Name(bucket)] = min(max(moments[Name(bucket)] ?? now, now) + bucket.charge, latest)
                } else {
                    moments[Name(bucket)]? += bucket.charge
                }
            }
        }
    }

    func standings(of keys: RateLimitKeys, at now: Timestamp) async -> [RateLimitStanding] {
        let peeking = rules.asking(keys, cost: 0, tokens: 0)
        return moments.withLock { moments in
            peeking.standings(moments: peeking.buckets.map { moments[Name($0)] }, now: now.microseconds)
        }
    }

    func end() async {}
}
