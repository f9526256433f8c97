import ToolRouter

/// One planner's circuit, as events tell of it.
struct WatchedCircuit {
    private struct Probe {
        let request: RequestID
        let number: Int
        let since: Timestamp
    }

    private let breaker: CircuitBreakerConfiguration
    /// The time after which a probe is taken for lost.
    private let probePatience: Duration
    private var state: CircuitBreakerState
    private var openSince = Timestamp(nanoseconds: 0)
    /// For how long it stays open at least; nil for as long as an operator wants.
    private var minimumOpen: Duration?
    /// The attempts under way that began while the circuit was half-open, oldest first.
    private var probes: [Probe] = []

    init(_ breaker: CircuitBreakerConfiguration, maximumCall: Duration) {
        self.breaker = breaker
        probePatience = max(breaker.openFor, maximumCall)
        state = breaker.mode == .forcedOpen ? .open : .closed
        minimumOpen = breaker.mode == .forcedOpen ? nil : Self.configuredOpen(breaker)
    }

    /// An attempt begins; says what is wrong with that.
    mutating func begin(_ attempt: PlannerAttempt, of event: RouterEvent) -> Discrepancy? {
        switch state {
        case .closed: return nil
        case .open: return Discrepancy(expected: "no attempt while the circuit is open", found: "one began")
        case .halfOpen:
            // A probe that is taken for lost no longer counts.
            probes.removeAll { $0.since + probePatience < event.at }
            probes.append(Probe(request: event.request, number: attempt.number, since: event.at))
            guard probes.count > breaker.probes else { return nil }
            return Discrepancy(
                expected: "at most \(breaker.probes) at once while the circuit is half-open",
                found: "\(probes.count) under way")
        }
    }

    /// An attempt ends.
    mutating func end(_ attempt: PlannerAttempt, of event: RouterEvent) {
        if probes.isEmpty { return }
        probes.removeAll { $0.number == attempt.number && $0.request == event.request }
    }

    /// The open time, less what its jitter may take away.
    private static func configuredOpen(_ breaker: CircuitBreakerConfiguration) -> Duration {
        let kept = Int128(1_000_000 - breaker.openJitter.millionths)
        return .nanoseconds(Int64(Int128(breaker.openFor.wholeNanoseconds) * kept / 1_000_000))
    }

    /// An operator may open a circuit that is open already, or have one tried that is: then no change follows.
    mutating func operate(_ command: CircuitBreakerCommand, at now: Timestamp) {
        probes.removeAll()
        openSince = now
        switch command {
        case .open(let duration?): minimumOpen = duration
        case .setMode(.forcedOpen): minimumOpen = nil
        case .open(nil), .setMode, .probe, .reset: minimumOpen = Self.configuredOpen(breaker)
        }
    }

    /// Its state changes; says what is wrong with that.
    mutating func change(_ transition: CircuitBreakerTransition, at now: Timestamp) -> Discrepancy? {
        let (former, since, shortest) = (state, openSince, minimumOpen)
        state = transition.to
        probes.removeAll()
        if state == .open, transition.reason != .operatorCommand {
            (openSince, minimumOpen) = (now, Self.configuredOpen(breaker))
        }
        guard transition.from == former else {
            return Discrepancy(
                expected: "a circuit that was \(former.rawValue)", found: "one that was \(transition.from.rawValue)")
        }
        guard former == .open, transition.reason != .operatorCommand else { return nil }
        guard let shortest else {
            return Discrepancy(
                expected: "a circuit that an operator keeps open", found: "one that is \(state.rawValue)")
        }
        guard state == .halfOpen, now <= since + shortest else { return nil }
        return Discrepancy(
            expected: "a circuit that stays open for more than \(shortest.words)",
            found: "one that is tried after \((now - since).words)")
    }
}
