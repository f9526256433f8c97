/// Leave to make one call; what became of the call is reported with it, exactly once.
public struct CircuitBreakerPermit: Hashable, Sendable {
    /// The state period the call was admitted in: it grows at each transition, and results of an older one are dropped.
    let generation: UInt64
    /// Which probe the call is; nil when the circuit was closed.
    let probe: UInt64?
    /// When the call was admitted, in the circuit's own time; how long it takes counts from here.
    let since: Int64
}

/// A circuit breaker's answer to a call that wants to be made.
public enum CircuitBreakerAdmission: Hashable, Sendable {
    /// The call may be made; the circuit may have become half-open for it.
    case permitted(CircuitBreakerPermit, transition: CircuitBreakerTransition?)
    /// The call must not be made; after `retryAfter` one could be, if nothing else happens. Nil when time alone changes
    /// nothing: an operator keeps the circuit open.
    case refused(retryAfter: Duration?)
}

/// What became of a call, as far as a circuit breaker cares.
public enum CircuitBreakerOutcome: Hashable, Sendable {
    /// The other side works.
    case success
    /// The other side does not work; `retryAfter` is the time it asked to be left alone for.
    case failure(retryAfter: Duration?)
    /// The call says nothing about the other side, such as one that its caller cancelled.
    case neutral
}
