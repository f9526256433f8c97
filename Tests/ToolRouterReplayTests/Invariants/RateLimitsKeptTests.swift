import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct RateLimitsKeptTests {
    /// Requests of callers at moments, and which of them are admitted too early.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let limits: RateLimits
        let admitted: [(seconds: Double, user: UserID?, tenant: TenantID, ip: String?)]
        let breaks: [Int]
    }

    /// Burst 2, one more each second.
    private static let limit = RateLimit(requests: 60, per: .seconds(60), burst: 2)
    private static let perUser = RateLimits(user: limit)

    private static func one(
        _ seconds: Double, _ user: UserID? = "u", _ tenant: TenantID = "t", ip: String? = nil
    ) -> (Double, UserID?, TenantID, String?) { (seconds, user, tenant, ip) }

    static let rows = [
        Row(testDescription: "a burst", limits: perUser, admitted: [one(0), one(0)], breaks: []),
        Row(
            testDescription: "one more than a burst", limits: perUser, admitted: [one(0), one(0), one(0)], breaks: [2]),
        Row(
            testDescription: "the rate, exactly", limits: perUser,
            admitted: [one(0), one(0), one(1), one(2), one(3)], breaks: []),
        Row(
            testDescription: "a nanosecond too early", limits: perUser,
            admitted: [one(0), one(0), one(0.999_999_999), one(2)], breaks: [2]),
        Row(
            testDescription: "too many in an interval that begins in the middle", limits: perUser,
            admitted: [one(0), one(100), one(100), one(100.5)], breaks: [3]),
        Row(
            testDescription: "a pause saves up no more than a burst", limits: perUser,
            admitted: [one(0), one(1_000), one(1_000), one(1_000)], breaks: [3]),
        Row(
            testDescription: "each user has its own allowance", limits: perUser,
            admitted: [one(0), one(0), one(0, "v"), one(0, "v"), one(0, "u", "other")], breaks: []),
        Row(
            testDescription: "an unknown user is limited by nothing of a user", limits: perUser,
            admitted: [one(0, nil), one(0, nil), one(0, nil)], breaks: []),
        Row(
            testDescription: "a tenant's users share its allowance", limits: RateLimits(tenant: limit),
            admitted: [one(0, "u"), one(0, "v"), one(0, "w"), one(0, "u", "other")], breaks: [2]),
        Row(
            testDescription: "an address", limits: RateLimits(ip: limit),
            admitted: [one(0, ip: "1"), one(0, "v", ip: "1"), one(0, ip: "2"), one(0, ip: "1"), one(0)], breaks: [3]),
        Row(
            testDescription: "all callers together", limits: RateLimits(global: limit),
            admitted: [one(0, "u", "a"), one(0, "v", "b"), one(0, nil, "c")], breaks: [2]),
        Row(
            testDescription: "no limit", limits: RateLimits(), admitted: [one(0), one(0), one(0), one(0)], breaks: []),
        Row(
            testDescription: "a rate that does not divide evenly",
            limits: RateLimits(user: RateLimit(requests: 3, per: .seconds(1), burst: 1)),
            admitted: [one(0), one(0.333_333_333), one(0.666_666_666), one(0.999_999_998)], breaks: [3]),
    ]

    @Test(arguments: rows)
    func `breaks when a key is admitted more than burst and rate allow`(row: Row) {
        var invariant = RateLimitsKept(row.limits)
        let breaks = row.admitted.enumerated().compactMap { number, one -> Int? in
            let now = InvariantStory.start + .nanoseconds(Int64((one.seconds * 1e9).rounded()))
            let caller = Caller(tenant: one.tenant, user: one.user, ip: one.ip)
            return invariant.observe(
                Self.limited(true, caller, at: now).0, after: Self.limited(true, caller, at: now).1
            )
            .map { _ in number }
        }
        #expect(breaks == row.breaks)
    }

    @Test func `what is refused uses nothing up`() {
        var invariant = RateLimitsKept(Self.perUser)
        let caller = Caller(tenant: "t", user: "u")
        let verdicts = [true, false, false, false, true].map { isAllowed in
            let (event, history) = Self.limited(isAllowed, caller, at: InvariantStory.start)
            return invariant.observe(event, after: history)
        }
        #expect(verdicts.allSatisfy { $0 == nil })
    }

    /// The limiter itself, driven by many callers at keyed random moments, keeps to what is counted apart from it.
    @Test(arguments: [UInt64(1), 2, 3])
    func `the limiter never exceeds what the ledger allows, at the very edge of it`(seed: UInt64) {
        let limits = RateLimits(
            user: RateLimit(requests: 7, per: .seconds(3), burst: 4),
            ip: RateLimit(requests: 5, per: .seconds(1), burst: 3),
            tenant: RateLimit(requests: 13, per: .seconds(2), burst: 9),
            global: RateLimit(requests: 50, per: .seconds(3), burst: 30))
        var limiter = RateLimiter(limits: limits)
        var invariant = RateLimitsKept(limits)
        let draw = KeyedDraw(seed: seed)
        var now = InvariantStory.start
        var admitted = 0
        for number in 0..<20_000 {
            func pick(_ what: String, _ count: UInt64) -> UInt64 { draw.number(below: count, what, "\(number)") }
            now = now + .nanoseconds(Int64(pick("pause", 60_000_000)))
            let caller = Caller(
                tenant: TenantID("t\(pick("tenant", 4))"), user: UserID("u\(pick("user", 12))"), ip: "\(pick("ip", 9))")
            let decision = limiter.admit(
                RateLimitKeys(tenant: caller.tenant, user: caller.user, ip: caller.ip), at: now)
            let (event, history) = Self.limited(decision.isAllowed, caller, at: now)
            #expect(invariant.observe(event, after: history) == nil)
            if decision.isAllowed { admitted += 1 }
        }
        #expect((1_000..<19_000).contains(admitted))
    }

    @Test func `a key is forgotten once its allowance is full again`() {
        var ledger = AdmissionLedger<Int>("user", Self.limit)
        for key in 0..<100_000 {
            let verdict = ledger.admit(key, at: InvariantStory.start + .milliseconds(10) * key)
            #expect(verdict == nil)
        }
        // Two seconds fill an allowance, and each generation holds the keys of two seconds.
        #expect(ledger.count <= 400)
    }

    private static func limited(
        _ isAllowed: Bool, _ caller: Caller, at now: Timestamp
    ) -> (RouterEvent, RequestHistory) {
        let request = Request(id: "r", caller: caller, question: "q")
        let decision = RateLimitDecision(
            isAllowed: isAllowed, scope: .user, unit: .requests, limit: 2, remaining: 0, tokens: 0, wait: 0,
            reset: 0, sharedBuckets: 0)
        return (RouterEvent(request: "r", at: now, .limited(decision)), RequestHistory(request, at: now))
    }
}
