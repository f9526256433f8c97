/// What a circuit breaker lets through.
public enum CircuitBreakerState: String, Hashable, CaseIterable, Sendable {
    /// Every call.
    case closed
    /// No call.
    case open
    /// A few probes.
    case halfOpen = "half_open"
}
