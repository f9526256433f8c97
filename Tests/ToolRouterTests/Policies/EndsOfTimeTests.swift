import Testing
import ToolRouter

/// Policies at both ends of time: recordings may begin in 1677 and end in 2262, and what lies between is more than a number
/// of 64 bits can hold.
@Suite struct EndsOfTimeTests {
    private static let first = Timestamp(nanoseconds: .min)
    private static let last = Timestamp(nanoseconds: .max)

    /// A circuit that one of the four triggers opens, and nothing else.
    private static let circuits: [(String, CircuitBreakerConfiguration)] = [
        ("failures", with { $0.failures = 2 }),
        ("consecutive failures", with { $0.consecutiveFailures = 3 }),
        ("failure ratio", with { ($0.failureRatio, $0.minimumCalls) = (.one, 3) }),
        ("slow ratio", with { ($0.slowRatio, $0.minimumCalls) = (.one, 3) }),
        ("the shortest window", with { ($0.failureRatio, $0.minimumCalls, $0.window) = (.one, 3, .nanoseconds(1)) }),
    ]

    private static func with(_ change: (inout CircuitBreakerConfiguration) -> Void) -> CircuitBreakerConfiguration {
        var configuration = CircuitBreakerConfiguration()
        configuration.failures = nil
        change(&configuration)
        return configuration
    }

    @Test(arguments: circuits)
    func `calls that are centuries apart are counted`(_ name: String, _ configuration: CircuitBreakerConfiguration) {
        var breaker = CircuitBreaker(configuration)
        for moment in [Self.first, Self.last] {
            guard case .permitted(let permit, _) = breaker.admit(at: moment) else { continue }
            _ = breaker.settle(permit, .failure(retryAfter: nil), at: moment)
        }
        #expect(breaker.state(at: Self.last) == .closed, "\(name)")
    }

    @Test(arguments: circuits)
    func `a call that takes centuries is settled`(_ name: String, _ configuration: CircuitBreakerConfiguration) {
        var breaker = CircuitBreaker(configuration)
        guard case .permitted(let permit, _) = breaker.admit(at: Self.first) else {
            Issue.record("\(name): the first call is refused")
            return
        }
        _ = breaker.settle(permit, .failure(retryAfter: nil), at: Self.last)
        #expect(breaker.state(at: Self.last) == .closed, "\(name)")
    }

    @Test func `a probe that never came back gives its place to another one`() throws {
        var breaker = CircuitBreaker(Self.with { $0.consecutiveFailures = 1 })
        guard case .permitted(let call, _) = breaker.admit(at: Self.first) else { return }
        _ = breaker.settle(call, .failure(retryAfter: nil), at: Self.first)
        guard case .permitted = breaker.admit(at: Self.first + .seconds(60)) else {
            Issue.record("no probe after the open time")
            return
        }
        guard case .permitted = breaker.admit(at: Self.last) else {
            Issue.record("no second probe")
            return
        }
    }

    @Test func `an answer that is kept for centuries has an age`() {
        let centuries = Duration.nanoseconds(Int64.max)
        var cache = AnswerCache<Int, Int>(ttl: centuries, entries: 1, staleFor: centuries)
        cache.store(1, for: 1, at: Self.first)
        #expect(cache.find(1, at: Timestamp(nanoseconds: -1))?.isFresh == true)
        #expect(cache.find(1, at: Timestamp(nanoseconds: 5))?.age == centuries)
    }
}
