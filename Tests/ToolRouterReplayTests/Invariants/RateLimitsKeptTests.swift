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

    private static let addressesOneByOne: RateLimits = {
        var limits = RateLimits(ip: limit)
        limits.ipv6Prefix = 128
        return limits
    }()

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
            testDescription: "an address in three spellings", limits: RateLimits(ip: limit),
            admitted: [one(0, ip: "10.1.0.9"), one(0, ip: "::ffff:10.1.0.9"), one(0, ip: "::FFFF:a01:9")], breaks: [2]),
        Row(
            testDescription: "a network of IPv6", limits: RateLimits(ip: limit),
            admitted: [
                one(0, ip: "2001:db8::1"), one(0, ip: "2001:DB8:0:0::2"), one(0, ip: "2001:db8:0:1::1"),
                one(0, ip: "2001:db8::3"),
            ], breaks: [3]),
        Row(
            testDescription: "addresses of IPv6 one by one", limits: addressesOneByOne,
            admitted: [
                one(0, ip: "2001:db8::1"), one(0, ip: "2001:db8::1"), one(0, ip: "2001:db8::2"),
                one(0, ip: "2001:DB8::0:1"),
            ], breaks: [3]),
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

    @Test func `a user in a role with limits of its own has an allowance by these`() {
        var limits = Self.perUser
        limits.roles["slow"] = UserLimits(requests: RateLimit(requests: 1, per: .seconds(60), burst: 1))
        var invariant = RateLimitsKept(limits)
        let admitted: [(RoleName?, Bool)] = [
            (nil, false), ("slow", false), (nil, false), ("other", true), ("slow", true), (nil, true),
        ]
        for (role, breaks) in admitted {
            let caller = Caller(tenant: "t", user: "u", role: role)
            let (event, history) = Self.limited(true, caller, at: InvariantStory.start)
            #expect((invariant.observe(event, after: history) != nil) == breaks, "\(role as Any)")
        }
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

    /// 2,000 tokens at once, a thousand more each second; a question is estimated at 400 and has four bytes for each of
    /// 100 more.
    private static let perUserTokens = {
        var limits = RateLimits()
        limits.tokens.user = RateLimit(requests: 1_000, per: .seconds(1), burst: 2_000)
        limits.tokens.estimate = 400
        return limits
    }()

    private static func asked(_ seconds: Int, _ id: RequestID, _ user: UserID = "u") -> [InvariantStory.Step] {
        let request = Request(
            id: id, caller: Caller(tenant: "t", user: user), question: String(repeating: "q", count: 400))
        return [
            .at(.seconds(seconds), id, .received(request)), .at(.seconds(seconds), id, .limited(admitted(tokens: 500))),
        ]
    }

    private static func answered(
        _ seconds: Int, _ id: RequestID, _ tokens: Int, said spent: Int? = nil
    ) -> [InvariantStory.Step] {
        [
            .at(.seconds(seconds), id, .replied(TokenUsage(input: tokens), nil)),
            .at(.seconds(seconds), id, .tokensSettled(estimate: 500, spent: spent ?? tokens)),
            .at(.seconds(seconds), id, .answered(to: id)),
        ]
    }

    /// Nobody waits for the attempt any more, and its reply comes in the end.
    private static func timedOut(_ seconds: Int, _ id: RequestID, code: ErrorCode = .plannerTimeout)
        -> [InvariantStory.Step]
    {
        let error = RouterError(code, at: .plan, "")
        return [
            .at(.seconds(seconds), id, .attemptEnded(attempt, .failed(error, nil), duration: .zero)),
            .at(.seconds(seconds), id, .tokensSettled(estimate: 500, spent: 0)),
            .at(.seconds(seconds), id, .ended(.init(error), to: id)),
        ]
    }

    private static func late(_ seconds: Int, _ id: RequestID, _ tokens: Int) -> InvariantStory.Step {
        .at(.seconds(seconds), id, .lateReply(attempt, .of(TokenUsage(output: tokens)), .of(TokenUsage(), nil)))
    }

    private static func unknownLate(_ id: RequestID) -> InvariantStory.Step {
        .at(.zero, id, .lateReply(attempt, .of(nil), .of(nil, nil)))
    }

    private static func lateFailure(_ id: RequestID, _ failure: PlannerFailure) -> InvariantStory.Step {
        .at(.zero, id, .lateFailure(attempt, failure, .of(TokenUsage(), nil)))
    }

    private static let attempt = PlannerAttempt(number: 1, planner: "main", model: "model-a")

    private static func failed(_ failure: PlannerFailure) -> RouterEvent.Kind {
        .attemptEnded(attempt, .failed(RouterError(failure, at: .plan), failure), duration: .zero)
    }

    static let tokenStories = [
        InvariantStory("four estimates at once", asked(0, "1") + asked(0, "2") + asked(0, "3") + asked(0, "4")),
        InvariantStory(
            "a fifth one", breaks: [9], asked(0, "1") + asked(0, "2") + asked(0, "3") + asked(0, "4") + asked(0, "5")),
        InvariantStory(
            "each user has its own", asked(0, "1") + asked(0, "2") + asked(0, "3") + asked(0, "4") + asked(0, "5", "v")),
        InvariantStory(
            "what was not spent is given back",
            asked(0, "1") + asked(0, "2") + asked(0, "3") + asked(0, "4") + answered(0, "1", 0) + asked(0, "5")),
        InvariantStory("as much as there was is spent", asked(0, "1") + answered(0, "1", 1_500) + asked(0, "2")),
        InvariantStory(
            "more is owed", breaks: [6], asked(0, "1") + answered(0, "1", 1_501) + asked(0, "2")),
        InvariantStory(
            "the replies count, not what was told", breaks: [6],
            asked(0, "1") + answered(0, "1", 1_501, said: 0) + asked(0, "2")),
        InvariantStory("time pays for it", asked(0, "1") + answered(0, "1", 9_500) + asked(8, "2")),
        InvariantStory("time has not paid yet", breaks: [6], asked(0, "1") + answered(0, "1", 9_500) + asked(7, "2")),
        InvariantStory(
            "more than an hour is forgiven", asked(0, "1") + answered(0, "1", .max) + asked(3_601, "2")),
        InvariantStory(
            "an hour is not", breaks: [6], asked(0, "1") + answered(0, "1", .max) + asked(3_600, "2")),
        InvariantStory(
            "a debt outlasts an allowance's own time", breaks: [16],
            asked(0, "1") + answered(0, "1", 20_000) + asked(5, "2", "v") + answered(5, "2", 0) + asked(10, "3", "v")
                + answered(10, "3", 0) + asked(15, "4")),
        InvariantStory(
            "what the planner refused never comes late",
            asked(0, "1") + [.at(.zero, "1", failed(.http(status: 500, retryAfter: nil)))]
                + timedOut(0, "1").dropFirst()
                + [late(0, "1", 9_000)] + asked(1, "2")),
        InvariantStory(
            "a late reply is owed, too", breaks: [7],
            asked(0, "1") + timedOut(0, "1") + [late(0, "1", 2_501)] + asked(1, "2")),
        InvariantStory(
            "a late reply that fits", asked(0, "1") + timedOut(0, "1") + [late(0, "1", 2_500)] + asked(1, "2")),
        InvariantStory(
            "of whom asks at the same moment nobody knows who came first",
            asked(0, "1") + timedOut(0, "1") + [late(0, "1", 9_000)] + asked(0, "2")),
        InvariantStory(
            "the late reply of a request whose caller left", breaks: [7],
            asked(0, "1") + timedOut(0, "1", code: .cancelled) + [late(0, "1", 2_501)] + asked(1, "2")),
        InvariantStory(
            "a late reply to a request that is still under way", breaks: [4],
            asked(0, "1") + [late(0, "1", 2_001)] + asked(1, "2")),
        InvariantStory(
            "a reply that does not say what it took is what was estimated", breaks: [17],
            asked(0, "1") + asked(0, "2") + asked(0, "3") + asked(0, "4")
                + [
                    .at(.zero, "1", .replied(nil, nil)), .at(.zero, "1", .tokensSettled(estimate: 500, spent: 500)),
                    .at(.zero, "1", .answered(to: "1")), .at(.zero, "2", .replied(TokenUsage(), nil)),
                    .at(.zero, "2", .tokensSettled(estimate: 500, spent: 0)), .at(.zero, "2", .answered(to: "2")),
                ] + asked(0, "5") + asked(0, "6")),
        InvariantStory(
            "a late reply that does not say what it took is what was estimated", breaks: [29],
            ["1", "2", "3", "4"].flatMap { asked(0, $0) + timedOut(0, $0) + [unknownLate($0)] } + asked(1, "5")
                + asked(1, "6") + asked(1, "7")),
        InvariantStory(
            "a call left behind of which nobody knows what it took is what was estimated", breaks: [29],
            ["1", "2", "3", "4"].flatMap { asked(0, $0) + timedOut(0, $0) + [lateFailure($0, .cancelled)] }
                + asked(1, "5") + asked(1, "6") + asked(1, "7")),
        InvariantStory(
            "a call left behind that was refused takes nothing",
            ["1", "2", "3", "4"].flatMap {
                asked(0, $0) + timedOut(0, $0) + [lateFailure($0, .http(status: 503, retryAfter: nil))]
            } + asked(1, "5") + asked(1, "6") + asked(1, "7")),
        InvariantStory(
            "a late reply of somebody else",
            asked(0, "1", "v") + timedOut(0, "1") + [late(0, "1", 9_000)]
                + asked(1, "2")),
    ]

    @Test(arguments: tokenStories)
    func `breaks when a key is admitted more tokens than burst and rate allow`(story: InvariantStory) {
        story.expect(of: RateLimitsKept(Self.perUserTokens))
    }

    @Test(arguments: ["user token", "ip token", "tenant token", "global token"])
    func `tokens are counted for each user, address, tenant and all together`(name: String) throws {
        let limit = RateLimit(requests: 1, per: .seconds(1), burst: 1_000)
        var limits = RateLimits()
        switch name {
        case "user token": limits.tokens.user = limit
        case "ip token": limits.tokens.ip = limit
        case "tenant token": limits.tokens.tenant = limit
        default: limits.tokens.global = limit
        }
        limits.tokens.estimate = 600
        var invariant = RateLimitsKept(limits)
        let caller = Caller(tenant: "t", user: "u", ip: "1")
        let found = (1...2).map { _ in
            let (event, history) = Self.limited(true, caller, at: InvariantStory.start)
            return invariant.observe(event, after: history)
        }
        #expect(found[0] == nil)
        // The question has a byte, which is a token more.
        let breach = try #require(found[1])
        #expect(breach.expected == "\(name) limit: at most 1000 at once and 1 in 1 s")
        #expect(breach.found == "a request admitted 202 s too early")
    }

    /// The limiter itself, driven by many callers at keyed random moments, keeps to what is counted apart from it, with
    /// room for all of them or not.
    @Test(arguments: [UInt64(1), 2, 3], [1_000, 10, 0])
    func `the limiter never exceeds what the ledger allows, at the very edge of it`(seed: UInt64, capacity: Int) {
        var limits = RateLimits(
            user: RateLimit(requests: 7, per: .seconds(3), burst: 4),
            ip: RateLimit(requests: 5, per: .seconds(1), burst: 3),
            tenant: RateLimit(requests: 13, per: .seconds(2), burst: 9),
            global: RateLimit(requests: 50, per: .seconds(3), burst: 30), capacity: capacity)
        limits.tokens.user = RateLimit(requests: 3_000, per: .seconds(3), burst: 5_000)
        limits.tokens.tenant = RateLimit(requests: 9_001, per: .seconds(2), burst: 9_000)
        limits.tokens.estimate = 1_000
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
            let keys = RateLimitKeys(tenant: caller.tenant, user: caller.user, ip: caller.ip.map { CallerAddress($0) })
            let estimate = limits.tokens.estimate(questionBytes: 1)
            let decision = limiter.admit(keys, tokens: estimate, at: now)
            let (event, history) = Self.limited(decision.isAllowed, caller, at: now)
            #expect(invariant.observe(event, after: history) == nil)
            guard decision.isAllowed else { continue }
            admitted += 1
            let spent = Int(pick("spent", 2_000))
            limiter.spend(tokens: spent - estimate, of: keys, admittedAs: decision, at: now)
            history.take(RouterEvent(request: "r", at: now, .replied(TokenUsage(input: spent), nil)))
            let settled = RouterEvent(request: "r", at: now, .tokensSettled(estimate: estimate, spent: spent))
            #expect(invariant.observe(settled, after: history) == nil)
        }
        #expect((capacity == 0 ? 300..<19_000 : 1_000..<19_000).contains(admitted))
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

    @Test func `callers whom nobody waits for are remembered in bounded memory`() {
        var callers = AbandonedRequests()
        for number in 0..<10_000 {
            callers.remember(Request(id: RequestID("\(number)"), caller: Caller(tenant: "t"), question: "q"))
        }
        #expect(callers.count <= 2_048)
        #expect(callers["9999"] != nil && callers["8976"] != nil && callers["0"] == nil)
    }

    private static func limited(
        _ isAllowed: Bool, _ caller: Caller, at now: Timestamp
    ) -> (RouterEvent, RequestHistory) {
        let request = Request(id: "r", caller: caller, question: "q")
        let decision = admitted(isAllowed)
        return (RouterEvent(request: "r", at: now, .limited(decision)), RequestHistory(request, at: now))
    }

    private static func admitted(_ isAllowed: Bool = true, tokens: Int = 0) -> RateLimitDecision {
        RateLimitDecision(
            isAllowed: isAllowed, scope: .user, unit: .requests, limit: 2, remaining: 0, tokens: tokens, wait: 0,
            reset: 0)
    }
}
