/// A change of a circuit's state.
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
    /// Why.
    public let reason: Reason
    /// What the circuit had counted by then.
    public let counts: CircuitBreakerCounts
}
