/// A change of a circuit's state, or of who decides about it.
public struct CircuitBreakerTransition: Hashable, Sendable {
    /// Why a circuit changes its state.
    public enum Reason: String, Hashable, CaseIterable, Sendable {
        /// closed → open: as many failures as the configuration allows within the window.
        case tooManyFailures = "too_many_failures"
        /// closed → open: as many failures in a row as the configuration allows.
        case consecutiveFailures = "consecutive_failures"
        /// closed → open: too large a share of the calls failed.
        case failureRatio = "failure_ratio"
        /// closed → open: too large a share of the calls was slow.
        case slowRatio = "slow_ratio"
        /// open → half-open: the open time is over.
        case openTimeOver = "open_time_over"
        /// half-open → open: a probe failed, or too many of them did.
        case probeFailed = "probe_failed"
        /// half-open → closed: enough probes succeeded.
        case probesSucceeded = "probes_succeeded"
        /// Any state → any state: an operator wanted it so.
        case operatorCommand = "operator_command"
    }

    /// The state before.
    public let from: CircuitBreakerState
    /// The state from now on.
    public let to: CircuitBreakerState
    /// Who decided before.
    public let formerMode: CircuitBreakerMode
    /// Who decides from now on.
    public let mode: CircuitBreakerMode
    /// Why.
    public let reason: Reason
    /// What the circuit had counted by then.
    public let counts: CircuitBreakerCounts

    init(
        from: CircuitBreakerState, to: CircuitBreakerState, formerMode: CircuitBreakerMode = .automatic,
        mode: CircuitBreakerMode = .automatic, reason: Reason, counts: CircuitBreakerCounts
    ) {
        self.from = from
        self.to = to
        self.formerMode = formerMode
        self.mode = mode
        self.reason = reason
        self.counts = counts
    }

    /// The state before in one word: the circuit's own where it decided itself, else the mode.
    public var formerWord: String { formerMode == .automatic ? from.rawValue : formerMode.rawValue }
    /// The state from now on in one word: the circuit's own where it decides itself, else the mode.
    public var word: String { mode == .automatic ? to.rawValue : mode.rawValue }
}
