import Testing
import ToolRouter

@Suite struct CircuitBreakerTests {
    private let start = Timestamp(nanoseconds: 0)

    private func at(_ seconds: Int64, nanoseconds: Int64 = 0) -> Timestamp {
        Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    private func permit(_ breaker: inout CircuitBreaker, at now: Timestamp) throws -> CircuitBreakerPermit {
        guard case .permitted(let permit, _) = breaker.admit(at: now) else {
            throw Refused()
        }
        return permit
    }

    private struct Refused: Error {}

    @discardableResult
    private func call(
        _ breaker: inout CircuitBreaker, _ outcome: CircuitBreakerOutcome, at now: Timestamp
    ) throws -> CircuitBreakerTransition? {
        let permit = try permit(&breaker, at: now)
        return breaker.settle(permit, outcome, at: now)
    }

    /// A circuit that opened at second 0.
    private func opened(
        _ configuration: CircuitBreakerConfiguration = CircuitBreakerConfiguration(), retryAfter: Duration? = nil
    ) throws -> CircuitBreaker {
        var breaker = CircuitBreaker(configuration)
        for _ in 0..<(configuration.failures ?? 0) { try call(&breaker, .failure(retryAfter: retryAfter), at: start) }
        #expect(breaker.state(at: start) == .open)
        return breaker
    }

    @Test func `the defaults are those of the documentation`() {
        let configuration = CircuitBreakerConfiguration()
        #expect(configuration.failures == 5)
        #expect(configuration.window == .seconds(60))
        #expect(configuration.openFor == .seconds(30))
        #expect(configuration.probes == 1)
        #expect(configuration.mode == .automatic)
        #expect(configuration.consecutiveFailures == nil)
        #expect(configuration.failureRatio == nil)
        #expect(configuration.slowRatio == nil)
        #expect(configuration.openGrowth == .one)
        #expect(configuration.openJitter == .zero)
        #expect(configuration.maximumOpen == .seconds(3_600))
    }

    struct Window: Sendable, CustomTestStringConvertible {
        let name: String
        /// Milliseconds and whether the call failed.
        let calls: [(Int64, CircuitBreakerOutcome)]
        let opens: Bool
        var testDescription: String { name }
    }

    static let windows = [
        Window(name: "four failures", calls: (0..<4).map { ($0, failed) }, opens: false),
        Window(name: "five failures", calls: (0..<5).map { ($0, failed) }, opens: true),
        Window(
            name: "successes between failures clear nothing",
            calls: (0..<10).map { ($0, $0.isMultiple(of: 2) ? failed : .success) }, opens: true),
        Window(name: "neutral outcomes do not count", calls: (0..<50).map { ($0, .neutral) }, opens: false),
        Window(
            name: "a failure exactly as old as the window counts",
            calls: [(0, failed), (1, failed), (2, failed), (3, failed), (60_000, failed)], opens: true),
        Window(
            name: "a failure older than the window does not",
            calls: [(0, failed), (1, failed), (2, failed), (3, failed), (60_001, failed)], opens: false),
        Window(
            name: "the window slides", calls: (0..<40).map { ($0 * 15_001, failed) }, opens: false),
    ]

    private static let failed = CircuitBreakerOutcome.failure(retryAfter: nil)

    @Test(arguments: windows)
    func `it opens at five failures within a minute`(row: Window) throws {
        var breaker = CircuitBreaker()
        var transition: CircuitBreakerTransition?
        for (number, (milliseconds, outcome)) in row.calls.enumerated() {
            #expect(transition == nil, "before call \(number)")
            transition = try call(&breaker, outcome, at: Timestamp(microseconds: milliseconds * 1_000)) ?? transition
            if transition != nil { break }
        }
        #expect((transition?.to == .open) == row.opens)
        if row.opens {
            #expect(transition?.from == .closed)
            #expect(transition?.reason == .tooManyFailures)
        }
    }

    @Test func `at the deadline it is still open, a nanosecond later half-open`() throws {
        var breaker = try opened()
        #expect(breaker.nextProbe == at(30, nanoseconds: 1))
        #expect(breaker.admit(at: at(10)) == .refused(retryAfter: .seconds(20) + .nanoseconds(1)))
        #expect(breaker.state(at: at(30)) == .open)
        #expect(breaker.admit(at: at(30)) == .refused(retryAfter: .nanoseconds(1)))
        #expect(breaker.state(at: at(30, nanoseconds: 1)) == .halfOpen)
        guard case .permitted(_, let transition) = breaker.admit(at: at(30, nanoseconds: 1)) else {
            Issue.record("refused after the deadline")
            return
        }
        #expect(transition?.from == .open)
        #expect(transition?.to == .halfOpen)
        #expect(transition?.reason == .openTimeOver)
    }

    @Test func `a read changes nothing`() throws {
        let breaker = try opened()
        #expect(breaker.state(at: at(100)) == .halfOpen)
        #expect(breaker.state(at: at(1)) == .open)
    }

    @Test func `half-open it admits one probe and closes when that succeeds`() throws {
        var breaker = try opened()
        let probe = try permit(&breaker, at: at(31))
        #expect(breaker.admit(at: at(31)) == .refused(retryAfter: .seconds(30) + .nanoseconds(1)))
        let transition = breaker.settle(probe, .success, at: at(32))
        #expect(transition?.from == .halfOpen)
        #expect(transition?.to == .closed)
        #expect(transition?.reason == .probesSucceeded)
        #expect(breaker.nextProbe == nil)
        for _ in 0..<4 { #expect(try call(&breaker, .failure(retryAfter: nil), at: at(32)) == nil) }
        #expect(try call(&breaker, .failure(retryAfter: nil), at: at(32))?.to == .open)
    }

    @Test func `a failed probe opens it again for the full time`() throws {
        var breaker = try opened()
        let transition = try call(&breaker, .failure(retryAfter: nil), at: at(31))
        #expect(transition?.to == .open)
        #expect(transition?.reason == .probeFailed)
        #expect(breaker.state(at: at(61)) == .open)
        #expect(breaker.state(at: at(61, nanoseconds: 1)) == .halfOpen)
    }

    @Test func `a neutral outcome gives the probe back`() throws {
        var breaker = try opened()
        let probe = try permit(&breaker, at: at(31))
        #expect(breaker.settle(probe, .neutral, at: at(31)) == nil)
        #expect(breaker.state(at: at(31)) == .halfOpen)
        #expect(breaker.nextProbe == nil)
        #expect(try call(&breaker, .success, at: at(31))?.to == .closed)
    }

    @Test func `three probes run at once, and three successes close`() throws {
        var breaker = try opened(CircuitBreakerConfiguration(probes: 3))
        let probes = try (0..<3).map { _ in try permit(&breaker, at: at(31)) }
        #expect(throws: Refused.self) { try permit(&breaker, at: at(31)) }
        #expect(breaker.settle(probes[1], .success, at: at(31)) == nil)
        // A success does not make room: no more probes than the circuit needs to close.
        #expect(throws: Refused.self) { try permit(&breaker, at: at(31)) }
        #expect(breaker.settle(probes[0], .success, at: at(31)) == nil)
        #expect(breaker.settle(probes[2], .success, at: at(31))?.to == .closed)
    }

    @Test func `one failure among the probes opens, and the others are dropped`() throws {
        var breaker = try opened(CircuitBreakerConfiguration(probes: 3))
        let probes = try (0..<3).map { _ in try permit(&breaker, at: at(31)) }
        #expect(breaker.settle(probes[0], .failure(retryAfter: nil), at: at(31))?.to == .open)
        #expect(breaker.settle(probes[1], .success, at: at(32)) == nil)
        #expect(breaker.settle(probes[2], .failure(retryAfter: nil), at: at(33)) == nil)
        #expect(breaker.nextProbe == at(61, nanoseconds: 1))
    }

    @Test func `results of an older generation are dropped`() throws {
        var breaker = CircuitBreaker()
        let late = try (0..<6).map { _ in try permit(&breaker, at: start) }
        for _ in 0..<5 { try call(&breaker, .failure(retryAfter: nil), at: start) }
        #expect(breaker.settle(late[0], .success, at: at(1)) == nil)
        #expect(breaker.state(at: at(1)) == .open)
        try call(&breaker, .success, at: at(31))
        for permit in late { #expect(breaker.settle(permit, .failure(retryAfter: nil), at: at(31)) == nil) }
        #expect(breaker.state(at: at(31)) == .closed)
    }

    @Test func `a late call from closed times can't close a half-open circuit`() throws {
        var breaker = CircuitBreaker()
        let late = try permit(&breaker, at: start)
        for _ in 0..<5 { try call(&breaker, .failure(retryAfter: nil), at: start) }
        _ = try permit(&breaker, at: at(31))
        #expect(breaker.settle(late, .success, at: at(31)) == nil)
        #expect(breaker.state(at: at(31)) == .halfOpen)
    }

    @Test func `a lost probe gives its place back after the open time`() throws {
        var breaker = try opened()
        let lost = try permit(&breaker, at: at(31))
        #expect(breaker.nextProbe == at(61, nanoseconds: 1))
        #expect(throws: Refused.self) { try permit(&breaker, at: at(61)) }
        let probe = try permit(&breaker, at: at(61, nanoseconds: 1))
        // What the lost one brings at last no longer counts.
        #expect(breaker.settle(lost, .failure(retryAfter: nil), at: at(62)) == nil)
        #expect(breaker.settle(probe, .success, at: at(62))?.to == .closed)
    }

    @Test func `a probe is not lost before the longest call could have ended`() throws {
        var breaker = CircuitBreaker(
            CircuitBreakerConfiguration(failures: 1, openFor: .seconds(1)), maximumCall: .seconds(20))
        try call(&breaker, .failure(retryAfter: nil), at: start)
        let slow = try permit(&breaker, at: at(2))
        #expect(throws: Refused.self) { try permit(&breaker, at: at(22)) }
        #expect(breaker.nextProbe == at(22, nanoseconds: 1))
        #expect(breaker.settle(slow, .failure(retryAfter: nil), at: at(22))?.to == .open)
    }

    @Test func `a retry time longer than the open time extends it, a shorter one does not`() throws {
        let patient = try opened(retryAfter: .seconds(120))
        #expect(patient.nextProbe == at(120, nanoseconds: 1))
        let hasty = try opened(retryAfter: .seconds(3))
        #expect(hasty.nextProbe == at(30, nanoseconds: 1))
        var again = try opened()
        try call(&again, .failure(retryAfter: .seconds(90)), at: at(31))
        #expect(again.nextProbe == at(121, nanoseconds: 1))
    }

    @Test func `the retry time of any failure that counted is kept`() throws {
        var breaker = CircuitBreaker()
        try call(&breaker, .failure(retryAfter: .seconds(100)), at: at(0))
        for _ in 0..<4 { try call(&breaker, .failure(retryAfter: nil), at: at(10)) }
        #expect(breaker.nextProbe == at(100, nanoseconds: 1))
    }
}
