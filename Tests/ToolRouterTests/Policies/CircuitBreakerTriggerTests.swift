import Testing
import ToolRouter

/// What opens a circuit besides a number of failures, and for how long it stays open.
@Suite struct CircuitBreakerTriggerTests {
    struct Trigger: Sendable, CustomTestStringConvertible {
        let name: String
        let configure: @Sendable (inout CircuitBreakerConfiguration) -> Void
        /// One call a second: `s` success, `f` failure, `n` neutral, `S` a slow success, `F` a slow failure.
        let calls: String
        /// The number of the call that opens it, from 1, and why; nil when none does.
        let opens: (call: Int, reason: CircuitBreakerTransition.Reason)?
        var testDescription: String { name }
    }

    static let triggers = [
        Trigger(
            name: "failures in a row", configure: { $0.consecutiveFailures = 3 }, calls: "ffsffnf",
            opens: (7, .consecutiveFailures)),
        Trigger(name: "a success breaks a row", configure: { $0.consecutiveFailures = 3 }, calls: "ffsffs", opens: nil),
        Trigger(
            name: "a neutral outcome does not", configure: { $0.consecutiveFailures = 3 }, calls: "fnfnf",
            opens: (5, .consecutiveFailures)),
        Trigger(
            name: "half of ten failed", configure: { ($0.failureRatio, $0.minimumCalls) = (Ratio("0.5"), 10) },
            calls: "fffffsssss", opens: (10, .failureRatio)),
        Trigger(
            name: "less than half failed", configure: { ($0.failureRatio, $0.minimumCalls) = (Ratio("0.5"), 10) },
            calls: "ffffsssssss", opens: nil),
        Trigger(
            name: "a minimum is not reached", configure: { ($0.failureRatio, $0.minimumCalls) = (Ratio("0.5"), 10) },
            calls: "fffffffff", opens: nil),
        Trigger(
            name: "neutral outcomes do not reach the minimum",
            configure: { ($0.failureRatio, $0.minimumCalls) = (Ratio("0.5"), 4) }, calls: "fffnnnnnf",
            opens: (9, .failureRatio)),
        Trigger(
            name: "what left the window counts no more",
            configure: { ($0.failureRatio, $0.minimumCalls, $0.window) = (Ratio("0.5"), 4, .seconds(10)) },
            calls: "fffnnnnnnnnnnf", opens: nil),
        Trigger(
            name: "slow calls", configure: { ($0.slowRatio, $0.minimumCalls) = (Ratio("0.75"), 4) }, calls: "SSsS",
            opens: (4, .slowRatio)),
        Trigger(
            name: "slow failures are slow, too", configure: { ($0.slowRatio, $0.minimumCalls) = (.one, 2) },
            calls: "FF", opens: (2, .slowRatio)),
        Trigger(name: "slow calls, when that is off", configure: { $0.minimumCalls = 1 }, calls: "SSSSSS", opens: nil),
    ]

    @Test(arguments: triggers)
    func `opens`(row: Trigger) throws {
        var configuration = CircuitBreakerConfiguration(failures: nil)
        configuration.slowCall = .milliseconds(500)
        row.configure(&configuration)
        var breaker = CircuitBreaker(configuration)
        var opened: (call: Int, reason: CircuitBreakerTransition.Reason)?
        for (number, call) in row.calls.enumerated() where opened == nil {
            let now = second(number)
            guard case .permitted(let permit, _) = breaker.admit(at: now) else {
                Issue.record("call \(number + 1) was refused")
                return
            }
            let outcome: CircuitBreakerOutcome =
                call == "n" ? .neutral : call.lowercased() == "f" ? .failure(retryAfter: nil) : .success
            // Exactly as long as the limit is not slow.
            let end = now + (call.isUppercase ? .milliseconds(501) : .milliseconds(500))
            if let transition = breaker.settle(permit, outcome, at: end) { opened = (number + 1, transition.reason) }
        }
        #expect(opened?.call == row.opens?.call)
        #expect(opened?.reason == row.opens?.reason)
    }

    private func second(_ seconds: Int) -> Timestamp { Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000) }

    private func call(
        _ breaker: inout CircuitBreaker, _ outcome: CircuitBreakerOutcome, at now: Timestamp
    ) -> CircuitBreakerTransition? {
        guard case .permitted(let permit, _) = breaker.admit(at: now) else { return nil }
        return breaker.settle(permit, outcome, at: now)
    }

    /// The open times of `count` openings in a row, each after a probe that failed as soon as it could start.
    private func openTimes(
        _ count: Int, _ configuration: CircuitBreakerConfiguration, seed: UInt64 = 0, key: String = "",
        retryAfter: Duration? = nil
    ) throws -> [Duration] {
        var breaker = CircuitBreaker(configuration, draw: KeyedDraw(seed: seed), key: key)
        var now = second(0)
        return try (0..<count).map { _ in
            _ = try #require(call(&breaker, .failure(retryAfter: retryAfter), at: now))
            let next = try #require(breaker.nextProbe)
            defer { now = next }
            return next - now - .nanoseconds(1)
        }
    }

    private func hasty(_ configure: (inout CircuitBreakerConfiguration) -> Void = { _ in })
        -> CircuitBreakerConfiguration
    {
        var configuration = CircuitBreakerConfiguration(failures: 1, openFor: .seconds(10))
        configure(&configuration)
        return configuration
    }

    @Test func `the open time grows up to its cap, and starts again once it has closed`() throws {
        let configuration = hasty { ($0.openGrowth, $0.maximumOpen) = (Ratio("1.5")!, .seconds(30)) }
        let times = try openTimes(5, configuration).map { $0.wholeMicroseconds / 1_000 }
        #expect(times == [10_000, 15_000, 22_500, 30_000, 30_000])

        var breaker = CircuitBreaker(configuration)
        _ = call(&breaker, .failure(retryAfter: nil), at: second(0))
        _ = call(&breaker, .failure(retryAfter: nil), at: second(11))
        #expect(breaker.nextProbe == second(26) + .nanoseconds(1))
        #expect(call(&breaker, .success, at: second(27))?.to == .closed)
        _ = call(&breaker, .failure(retryAfter: nil), at: second(30))
        #expect(breaker.nextProbe == second(40) + .nanoseconds(1))
    }

    @Test func `jitter stays within its share, depends on seed and circuit, and on nothing else`() throws {
        let configuration = hasty { $0.openJitter = Ratio("0.2")! }
        let times = try openTimes(50, configuration, seed: 7, key: "a/b")
        #expect(times.allSatisfy { $0 >= .seconds(8) && $0 <= .seconds(12) })
        #expect(Set(times).count == 50)
        #expect(times.min()! < .milliseconds(8_800) && times.max()! > .milliseconds(11_200))
        #expect(try openTimes(50, configuration, seed: 7, key: "a/b") == times)
        #expect(try openTimes(50, configuration, seed: 8, key: "a/b") != times)
        #expect(try openTimes(50, configuration, seed: 7, key: "a/c") != times)
    }

    @Test func `neither jitter nor what the provider asks for goes beyond the cap`() throws {
        let configuration = hasty { ($0.openJitter, $0.maximumOpen) = (.one, .seconds(12)) }
        #expect(try openTimes(50, configuration).allSatisfy { $0 <= .seconds(12) })
        #expect(try openTimes(1, configuration, retryAfter: .seconds(1_000_000_000)) == [.seconds(12)])
        #expect(try openTimes(1, hasty(), retryAfter: .seconds(40)) == [.seconds(40)])
    }

    @Test func `a verdict by ratio waits for all probes and forgives some`() throws {
        var configuration = CircuitBreakerConfiguration(failures: 1, openFor: .seconds(10), probes: 3)
        configuration.failureRatio = Ratio("0.5")
        configuration.verdict = .ratio
        for (outcomes, expected) in [("fss", CircuitBreakerState.closed), ("ffs", .open), ("sff", .open)] {
            var breaker = CircuitBreaker(configuration)
            _ = call(&breaker, .failure(retryAfter: nil), at: second(0))
            var last: CircuitBreakerTransition?
            for outcome in outcomes {
                #expect(last == nil, "\(outcomes)")
                last = call(&breaker, outcome == "f" ? .failure(retryAfter: nil) : .success, at: second(11))
            }
            #expect(last?.to == expected, "\(outcomes)")
        }
    }

    @Test func `it opens for as long as any of the probes asked, whichever came last`() throws {
        var configuration = CircuitBreakerConfiguration(failures: 1, openFor: .seconds(10), probes: 3)
        configuration.failureRatio = Ratio("0.5")
        configuration.verdict = .ratio
        var breaker = CircuitBreaker(configuration)
        _ = call(&breaker, .failure(retryAfter: nil), at: second(0))
        _ = call(&breaker, .failure(retryAfter: .seconds(300)), at: second(11))
        _ = call(&breaker, .failure(retryAfter: nil), at: second(12))
        #expect(call(&breaker, .success, at: second(13))?.to == .open)
        #expect(breaker.nextProbe == second(311) + .nanoseconds(1))
    }

    @Test func `a slow probe does not close a circuit that slow calls open`() throws {
        var configuration = CircuitBreakerConfiguration(failures: 1, openFor: .seconds(10))
        configuration.slowRatio = Ratio("0.5")
        configuration.slowCall = .seconds(1)
        var breaker = CircuitBreaker(configuration)
        _ = call(&breaker, .failure(retryAfter: nil), at: second(0))
        guard case .permitted(let permit, _) = breaker.admit(at: second(11)) else {
            Issue.record("the probe was refused")
            return
        }
        #expect(breaker.settle(permit, .success, at: second(13))?.to == .open)
    }

    @Test(arguments: CircuitBreakerMode.allCases)
    func `an operator's mode`(mode: CircuitBreakerMode) {
        var breaker = CircuitBreaker(hasty { $0.mode = mode })
        var refused = 0
        for number in 0..<10 {
            guard case .permitted(let permit, _) = breaker.admit(at: second(number * 1_000)) else {
                refused += 1
                continue
            }
            _ = breaker.settle(permit, .failure(retryAfter: nil), at: second(number * 1_000))
        }
        switch mode {
        case .automatic:
            #expect(refused == 0, "each call is a probe after the open time")
            #expect(breaker.lastState == .open)
        case .forcedOpen:
            #expect(refused == 10)
            #expect(breaker.state(at: second(1_000_000)) == .open)
            #expect(breaker.nextProbe == nil)
        case .forcedClosed:
            #expect(refused == 0)
            #expect(breaker.failuresInARow == 10)
        case .disabled:
            #expect(refused == 0)
            #expect(breaker.failuresInARow == 0)
        }
    }

    @Test func `handed back to itself it is closed and has forgotten everything`() throws {
        var breaker = CircuitBreaker(hasty())
        _ = call(&breaker, .failure(retryAfter: nil), at: second(0))
        guard case .done(let taken?) = breaker.operate(.setMode(.forcedOpen), at: second(1)),
            case .done(let given?) = breaker.operate(.setMode(.automatic), at: second(2))
        else {
            Issue.record("an operator changes who decides")
            return
        }
        #expect(taken.from == .open && taken.to == .open && taken.word == "forced_open")
        #expect(given.reason == .operatorCommand && given.formerWord == "forced_open" && given.word == "closed")
        #expect(breaker.counts(at: second(2)) == breaker.lastTransition?.counts)
        #expect(breaker.admit(at: second(2)) != .refused(retryAfter: nil))
    }

    @Test(arguments: [
        ("a clock set back an hour keeps it open no longer", -3_600, 31, true),
        ("a clock set back an hour does not end it early", -3_600, 29, false),
        ("a clock set forward ends it", 3_600, 0, true),
        ("two callers out of order are no step", 0, 31, true),
    ])
    func `clock steps`(row: (name: String, step: Int, seconds: Int, isPermitted: Bool)) {
        var breaker = CircuitBreaker(CircuitBreakerConfiguration(failures: 1))
        let start = 1_000_000
        _ = call(&breaker, .failure(retryAfter: nil), at: second(start))
        // The clock is read once after the step, and again later.
        _ = breaker.admit(at: second(start + row.step) + .nanoseconds(row.step == 0 ? -500 : 0))
        let admission = breaker.admit(at: second(start + row.step + row.seconds))
        if row.step > 0 {
            // The first look after the step was the probe already.
            #expect(breaker.lastState == .halfOpen)
            return
        }
        if case .permitted = admission {
            #expect(row.isPermitted, "\(row.name)")
        } else {
            #expect(!row.isPermitted, "\(row.name)")
        }
    }

    /// A call under way, and after how many transitions it was admitted.
    private struct Call {
        let permit: CircuitBreakerPermit
        let since: Timestamp
        let period: Int
    }

    /// Happenings drawn at random, against rules that must hold whatever happens.
    @Test(arguments: 0..<20)
    func `it never admits more probes than it may, and never gets stuck`(seed: UInt64) {
        let draw = KeyedDraw(seed: seed)
        var configuration = CircuitBreakerConfiguration(failures: 3, openFor: .seconds(5), probes: 2)
        configuration.openGrowth = Ratio("2")!
        configuration.openJitter = Ratio("0.3")!
        configuration.maximumOpen = .seconds(60)
        var breaker = CircuitBreaker(configuration, draw: draw, key: "c")
        var now = second(1_000)
        var underWay: [Call] = []
        var transitions = 0
        for step in UInt64(0)..<1_000 {
            now = now + .milliseconds(Int64(draw.number(below: 3_000, "pause", "", occurrence: step)))
            if draw.number(below: 2, "what", "", occurrence: step) == 0 {
                let before = breaker.state(at: now)
                switch breaker.admit(at: now) {
                case .permitted(let permit, let transition):
                    #expect(before != .open)
                    transitions += transition == nil ? 0 : 1
                    underWay.append(Call(permit: permit, since: now, period: transitions))
                    let probes = underWay.count { $0.period == transitions && now - $0.since <= .seconds(5) }
                    #expect(breaker.lastState == .closed || probes <= 2, "step \(step)")
                case .refused(let retryAfter):
                    #expect(before != .closed)
                    guard let retryAfter, retryAfter <= .seconds(60) + .nanoseconds(1) else {
                        Issue.record("step \(step): refused without a time, or for longer than the cap")
                        return
                    }
                    var later = breaker
                    if case .refused = later.admit(at: now + retryAfter) {
                        Issue.record("step \(step): refused at the very moment that it named")
                    }
                }
            } else if !underWay.isEmpty {
                let index = Int(draw.number(below: UInt64(underWay.count), "which", "", occurrence: step))
                let outcome: CircuitBreakerOutcome =
                    switch draw.number(below: 4, "outcome", "", occurrence: step) {
                    case 0: .success
                    case 1: .neutral
                    default: .failure(retryAfter: nil)
                    }
                let call = underWay.remove(at: index)
                if breaker.settle(call.permit, outcome, at: now) != nil {
                    #expect(call.period == transitions, "step \(step): a result of an older period counted")
                    transitions += 1
                }
            }
        }
        #expect(transitions > 10)
    }
}
