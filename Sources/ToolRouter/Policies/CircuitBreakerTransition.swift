/// A change of a circuit's state.
public struct CircuitBreakerTransition: Hashable, Sendable {
    /// Why a circuit changes its state.
    public enum Reason: String, Hashable, CaseIterable, Sendable {
        /// closed → open: as many failures as the configuration allows within the window.
        case tooManyFailures = "too_many_failures"
        /// open → half-open: the open time is over.
        case openTimeOver = "open_time_over"
        /// half-open → open: a probe failed.
        case probeFailed = "probe_failed"
        /// half-open → closed: enough probes succeeded.
        case probesSucceeded = "probes_succeeded"
    }

    /// The state before.
    public let from: CircuitBreakerState
    /// The state from now on.
    public let to: CircuitBreakerState
    /// Why.
    public let reason: Reason
}
