import RouterTesting
import Testing
import ToolRouterFormats

@testable import ToolRouter
@testable import ToolRouterReplay

struct ConvergesTests {
    private typealias Step = InvariantStory.Step

    /// Faults end after 10 s, and all is well after 60 s.
    private static let promise = Converges.Promise(
        faultsEnd: InvariantStory.start + .seconds(10), wellFrom: InvariantStory.start + .seconds(60))

    private static func invariant(
        promise: Converges.Promise? = promise, sharesLimits: Bool = false,
        _ change: (inout RouterConfiguration) -> Void = { _ in }
    ) -> Converges {
        var configuration = RouterConfiguration()
        change(&configuration)
        var cache = CacheSettings()
        cache.ttl = .seconds(30)
        return Converges(promise, configuration, cache: cache, sharesLimits: sharesLimits)
    }

    // MARK: Circuits

    private static func circuit(
        _ after: Duration, _ from: CircuitBreakerState, _ to: CircuitBreakerState,
        _ reason: CircuitBreakerTransition.Reason = .probeFailed
    ) -> Step {
        .at(after, "r-0", .circuitChanged("main", .init(from, to, reason)))
    }

    /// A request arrives and meets the circuit.
    private static func refused(_ after: Duration, _ id: RequestID = "r-1") -> [Step] {
        [.at(after, id, .arrived(id)), .at(after, id, .circuitRefused("main", retryAfter: .seconds(1)))]
    }

    private static func asks(_ after: Duration, _ id: RequestID) -> [Step] {
        [.at(after, id, .arrived(id)), .at(after, id, .asked)]
    }

    private static func failed(retryAfter: Duration) -> RouterEvent.Kind {
        .attemptEnded(
            RouterEvent.Kind.attempt,
            .failed(
                RouterError(.providerRateLimited, at: .plan, "", retryAfter: retryAfter),
                .http(status: 429, retryAfter: retryAfter)), duration: .zero)
    }

    private static let opened = circuit(.seconds(10), .closed, .open, .tooManyFailures)

    static let circuits = [
        InvariantStory("open, and nobody comes", opened),
        InvariantStory("open before all is well", [opened] + refused(.seconds(59))),
        InvariantStory("open for ever", breaks: [2], [opened] + refused(.seconds(60))),
        InvariantStory(
            "open for one who came before",
            [opened] + [.at(.seconds(59), .arrived())]
                + [.at(.seconds(61), .circuitRefused("main", retryAfter: nil))]),
        InvariantStory(
            "opened by the last call that a fault can have spoilt", breaks: [2],
            [circuit(.seconds(30), .closed, .open, .tooManyFailures)] + refused(.seconds(60))),
        InvariantStory(
            "opened by what was recorded",
            [circuit(.seconds(31), .closed, .open, .tooManyFailures)] + refused(.seconds(60))),
        InvariantStory(
            "opened again by a recorded failure of its probe",
            [opened, circuit(.seconds(40), .open, .halfOpen, .openTimeOver), circuit(.seconds(41), .halfOpen, .open)]
                + refused(.seconds(60))),
        InvariantStory(
            "opened by an operator", [circuit(.seconds(5), .closed, .open, .operatorCommand)] + refused(.seconds(60))),
        InvariantStory(
            "one who was recorded asked for a long pause",
            asks(.seconds(5), "r-0") + [.at(.seconds(5), "r-0", failed(retryAfter: .seconds(56))), opened]
                + refused(.seconds(60))),
        InvariantStory(
            "that pause is over", breaks: [5],
            asks(.seconds(5), "r-0") + [.at(.seconds(5), "r-0", failed(retryAfter: .seconds(54))), opened]
                + refused(.seconds(60))),
        InvariantStory(
            "a probe is under way",
            [opened, circuit(.seconds(60), .open, .halfOpen, .openTimeOver)] + asks(.seconds(60), "r-1")
                + refused(.seconds(70), "r-2")),
        InvariantStory(
            "a probe was lost, and nothing takes its place", breaks: [5],
            [opened, circuit(.seconds(60), .open, .halfOpen, .openTimeOver)] + asks(.seconds(60), "r-1")
                + refused(.seconds(91), "r-2")),
        InvariantStory("closed, and refuses", breaks: [1], refused(.seconds(60))),
    ]

    @Test(arguments: circuits)
    func `a circuit is well again when a probe could be made`(_ story: InvariantStory) {
        story.expect(of: Self.invariant())
    }

    @Test func `nothing is asked where nothing is promised`() {
        InvariantStory("open for ever", [Self.opened] + Self.refused(.seconds(60))).expect(
            of: Self.invariant(promise: nil))
    }

    @Test func `a pause that a fault asked for excuses nothing`() {
        let board = InvariantBoard([Self.invariant()], start: InvariantStory.start)
        func tell(_ steps: [Step]) {
            for step in steps {
                board.observe(RouterEvent(request: step.request, at: InvariantStory.start + step.after, step.kind))
            }
        }
        tell(Self.asks(.seconds(5), "r-0"))
        board.observe(
            InjectedFault(
                request: "r-0", at: InvariantStory.start + .seconds(5), rule: "storm", seam: .planner, words: ""))
        tell([.at(.seconds(5), "r-0", Self.failed(retryAfter: .seconds(56))), Self.opened])
        tell(Self.refused(.seconds(60)))
        #expect(board.findings.count(of: "converges") == 1)
    }

    // MARK: Stores

    private static func store(
        _ after: Duration, _ from: CircuitBreakerState, _ to: CircuitBreakerState
    ) -> Step {
        .at(after, "r-0", .storeChanged(.store, .init(from, to, .probeFailed)))
    }

    private static func stored(_ after: Duration, _ failure: StoreFailure, _ outside: Outside = .store) -> [Step] {
        [.at(after, .arrived()), .at(after, .storeFailed(outside, failure))]
    }

    static let stores = [
        InvariantStory("failing before all is well", stored(.seconds(59), .unavailable)),
        InvariantStory("failing still", breaks: [1], stored(.seconds(60), .unavailable)),
        InvariantStory("too slow still", breaks: [1], stored(.seconds(60), .timedOut, .limiter)),
        InvariantStory("its caller left", stored(.seconds(60), .cancelled)),
        InvariantStory("what a fault left there", stored(.seconds(60), .unreadable)),
        InvariantStory("a decision that can't be read", breaks: [1], stored(.seconds(60), .unreadable, .limiter)),
        InvariantStory(
            "left alone for ever", breaks: [2],
            [store(.seconds(10), .closed, .open)] + stored(.seconds(60), .circuitOpen)),
        InvariantStory(
            "tried at this moment",
            [store(.seconds(10), .closed, .open), store(.seconds(60), .open, .halfOpen)]
                + stored(.seconds(60), .circuitOpen)),
        InvariantStory(
            "tried and never answered", breaks: [4],
            [store(.seconds(10), .closed, .open), store(.seconds(60), .open, .halfOpen)]
                + stored(.seconds(60), .circuitOpen) + [.at(.seconds(61), .storeFailed(.store, .circuitOpen))]),
        InvariantStory(
            "asked for one who spent its time before", .at(.seconds(9), .arrived()),
            .at(.seconds(61), .storeFailed(.store, .timedOut))),
    ]

    @Test(arguments: stores)
    func `a store is asked again, and answers`(_ story: InvariantStory) {
        story.expect(of: Self.invariant())
    }

    // MARK: Limits

    /// A decision of a limit of one request in 10 s.
    private static func decision(_ isAllowed: Bool, isLocal: Bool = false) -> RouterEvent.Kind {
        var decision = RateLimitDecision(
            isAllowed: isAllowed, scope: .global, unit: .requests, limit: 1, remaining: 0, tokens: 0, wait: 1, reset: 1)
        decision.isLocal = isLocal
        return .limited(decision)
    }

    private static func asks(_ after: Duration, _ id: RequestID, _ isAllowed: Bool, isLocal: Bool = false) -> [Step] {
        [.at(after, id, .arrived(id)), .at(after, id, decision(isAllowed, isLocal: isLocal))]
    }

    private static let limits: [(story: InvariantStory, isShared: Bool)] = [
        (
            InvariantStory("used up", asks(.seconds(60), "r-1", true) + asks(.seconds(65), "r-2", false)), false
        ),
        (
            InvariantStory(
                "full again", breaks: [3], asks(.seconds(60), "r-1", true) + asks(.seconds(70), "r-2", false)), false
        ),
        (
            InvariantStory(
                "full again before all is well", asks(.seconds(1), "r-1", true) + asks(.seconds(59), "r-2", false)),
            false
        ),
        (
            InvariantStory(
                "a process that decided alone took two",
                asks(.seconds(50), "r-1", true, isLocal: true) + asks(.seconds(65), "r-2", false)), true
        ),
        (
            InvariantStory(
                "even those two are paid off", breaks: [3],
                asks(.seconds(50), "r-1", true, isLocal: true) + asks(.seconds(70), "r-2", false)), true
        ),
        (
            InvariantStory(
                "a store may have taken what the process refused",
                asks(.seconds(59), "r-1", false, isLocal: true) + asks(.seconds(65), "r-2", false)), true
        ),
    ]

    @Test(arguments: limits)
    func `nobody is refused whose allowance is full again`(row: (story: InvariantStory, isShared: Bool)) {
        row.story.expect(
            of: Self.invariant(sharesLimits: row.isShared) {
                $0.limits.global = RateLimit(requests: 1, per: .seconds(10), burst: 1)
            })
    }

    @Test func `callers who may share a place in a full table are not judged`() {
        InvariantStory("a full table", Self.asks(.seconds(60), "r-1", true) + Self.asks(.seconds(70), "r-2", false))
            .expect(
                of: Self.invariant {
                    $0.limits.global = RateLimit(requests: 1, per: .seconds(10), burst: 1)
                    $0.limits.capacity = 1
                })
    }

    // MARK: The answer cache

    private static func stores(
        _ after: Duration, _ id: RequestID, _ caller: Caller = Caller(tenant: "emea", user: "ann"),
        validUntil: Timestamp? = nil
    ) -> [Step] {
        var answer = StoredAnswer(.count, .twoRows)
        answer.storedAt = InvariantStory.start + after
        answer.validUntil = validUntil
        return [
            .at(after, id, .arrived(id, caller: caller)), .at(after, id, .storing(.of("q"), answer)),
            .at(after, id, .answered(to: id)), .at(after, id, .stored(.of("q"), answer)),
        ]
    }

    private static func misses(_ after: Duration, _ caller: Caller = Caller(tenant: "emea", user: "ann")) -> [Step] {
        [.at(after, "r-9", .arrived("r-9", caller: caller)), .at(after, "r-9", .recalled(.miss))]
    }

    static let answers = [
        InvariantStory("found no more", breaks: [5], stores(.seconds(60), "r-1") + misses(.seconds(61))),
        InvariantStory("fresh at its last moment", breaks: [5], stores(.seconds(60), "r-1") + misses(.seconds(90))),
        InvariantStory("past its time", stores(.seconds(60), "r-1") + misses(.seconds(91))),
        InvariantStory("stored at this moment", stores(.seconds(60), "r-1") + misses(.seconds(60))),
        InvariantStory(
            "another user's",
            stores(.seconds(60), "r-1") + misses(.seconds(61), Caller(tenant: "emea", user: "ben"))),
        InvariantStory(
            "not the last one",
            stores(.seconds(60), "r-1")
                + stores(.seconds(61), "r-2", Caller(tenant: "emea", user: "ben")) + misses(.seconds(62))),
        InvariantStory(
            "true for a while only",
            stores(.seconds(60), "r-1", validUntil: InvariantStory.start + .seconds(61)) + misses(.seconds(62))),
        InvariantStory(
            "one of two that were stored at one moment",
            stores(.seconds(60), "r-1")
                + stores(.seconds(60), "r-2", Caller(tenant: "emea", user: "ben")) + misses(.seconds(62))),
        InvariantStory(
            "refused by the guard meanwhile",
            stores(.seconds(60), "r-1") + [
                .at(.seconds(61), "r-2", .arrived("r-2")),
                .at(.seconds(61), "r-2", .recalled(.disapproved(.tableDenied))),
            ] + misses(.seconds(62))),
    ]

    @Test(arguments: answers)
    func `the answer that was stored last is found again`(_ story: InvariantStory) {
        story.expect(of: Self.invariant())
    }

    // MARK: Answers

    private static func ends(
        _ after: Duration, _ code: ErrorCode, _ steps: RouterEvent.Kind..., deadline: Duration? = nil
    ) -> [Step] {
        ([.arrived(deadline: deadline)] + steps + [.failed(RouterError(code, at: .plan, ""))]).map { .at(after, $0) }
    }

    private static let degraded = RouterEvent.Kind.settled(
        Answer(
            request: "r-1", outcome: .answered(.twoRows), source: .rules, degraded: .plannerFailed, bill: .nothing))

    static let ends = [
        InvariantStory("well", .at(.seconds(60), .arrived()), .at(.seconds(60), .answered())),
        InvariantStory("before all is well", ends(.seconds(59), .auditUnavailable)),
        InvariantStory("a planner that failed nobody", breaks: [1], ends(.seconds(60), .providerFailed)),
        InvariantStory("a planner that failed", ends(.seconds(60), .providerFailed, .asked, .unanswered)),
        InvariantStory("second best", breaks: [1], .at(.seconds(60), .arrived()), .at(.seconds(60), degraded)),
        InvariantStory(
            "second best after a failure", .at(.seconds(60), .arrived()), .at(.seconds(60), .asked),
            .at(.seconds(60), .unanswered), .at(.seconds(60), degraded)),
        InvariantStory(
            "second best for want of time", .at(.seconds(60), .arrived(deadline: .milliseconds(50))),
            .at(.seconds(60), degraded)),
        InvariantStory("no audit log", breaks: [1], ends(.seconds(60), .auditUnavailable)),
        InvariantStory("no database", breaks: [3], ends(.seconds(60), .databaseBusy, .asked, .unanswered)),
        InvariantStory("a caller who left", ends(.seconds(60), .cancelled)),
        InvariantStory("a guard that refused", ends(.seconds(60), .tableDenied)),
        InvariantStory(
            "no room", breaks: [1], .at(.seconds(60), .arrived()),
            .at(.seconds(60), .rejected(RouterError(.overloaded, at: .admit, "")))),
        InvariantStory(
            "no room for a call", breaks: [1], .at(.seconds(60), .arrived()),
            .at(.seconds(60), .attemptRefused("main", .busy(inFlight: 256)))),
        InvariantStory(
            "no room beside calls left behind", breaks: [1], .at(.seconds(60), .arrived()),
            .at(.seconds(60), .attemptRefused("main", .stuck(abandoned: 64)))),
        InvariantStory(
            "too many calls under way",
            asks(.seconds(60), "r-0") + [
                .at(.seconds(60), .arrived()), .at(.seconds(60), .attemptRefused("main", .busy(inFlight: 1))),
            ]),
    ]

    @Test(arguments: ends)
    func `no request ends badly without a trouble of its own`(_ story: InvariantStory) {
        story.expect(of: Self.invariant())
    }

    @Test func `a router that is full may refuse`() {
        let steps: [Step] = [
            .at(.seconds(60), "r-0", .arrived("r-0")), .at(.seconds(60), .arrived()),
            .at(.seconds(60), .rejected(RouterError(.overloaded, at: .admit, ""))),
        ]
        InvariantStory("full", steps).expect(of: Self.invariant { $0.maximumRequestsInFlight = 1 })
        InvariantStory("with room", breaks: [2], steps).expect(of: Self.invariant { $0.maximumRequestsInFlight = 2 })
    }
}
