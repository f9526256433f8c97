import ToolRouter

/// A circuit that faults may have opened, as events tell of it: whether it refuses for a reason once they are over.
struct RecoveringCircuit {
    /// The time after which a probe is taken for lost.
    private let probePatience: Duration
    /// From when on no failure can be a fault's any more.
    private let faultsReach: Timestamp
    private var state: CircuitBreakerState
    private var isExcused: Bool
    private var changedAt = Timestamp(nanoseconds: .min)
    /// When the latest probe began, or was refused for the first time.
    private var probedAt: Timestamp?
    /// Until when one asked to be left alone that no fault made say so.
    private var pausedUntil = Timestamp(nanoseconds: .min)

    init(_ breaker: CircuitBreakerConfiguration, maximumCall: Duration, faultsEnd: Timestamp) {
        probePatience = max(breaker.openFor, maximumCall)
        faultsReach = faultsEnd + maximumCall
        state = breaker.mode == .forcedOpen ? .open : .closed
        isExcused = breaker.mode != .automatic
    }

    /// Its state changes. What opens it is no fault's doing once these are over, nor is what an operator wants.
    mutating func change(_ transition: CircuitBreakerTransition, at now: Timestamp) {
        (state, changedAt, probedAt) = (transition.to, now, nil)
        let isOperators = transition.reason == .operatorCommand || transition.mode != .automatic
        isExcused = isOperators || state == .open && now > faultsReach
    }

    /// A call begins: a probe, where the circuit is half-open.
    mutating func begin(at now: Timestamp) { probedAt = now }

    /// One that no fault made say so asked to be left alone for so long.
    mutating func pause(until moment: Timestamp) { pausedUntil = max(pausedUntil, moment) }

    /// It refuses a call; says what is wrong with that.
    mutating func refuse(_ whose: String, at now: Timestamp) -> Discrepancy? {
        if isExcused || now <= pausedUntil { return nil }
        if state == .halfOpen {
            // A probe is under way.
            let since = max(probedAt ?? now, changedAt)
            probedAt = since
            if now - since <= probePatience { return nil }
        }
        return Discrepancy(
            expected: "a circuit of \(whose) that is well again, since the faults are over",
            found: "one that is \(state.rawValue)")
    }
}
