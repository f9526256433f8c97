/// How a circuit stands, for people and health checks.
public struct CircuitBreakerStatus: Hashable, Sendable {
    /// Who decides.
    public let mode: CircuitBreakerMode
    /// The state a call would meet.
    public let state: CircuitBreakerState
    /// Why it is in that state, and what had been counted; nil before the first change. A circuit whose open time is over
    /// changes with the next call, so until then this is the change before.
    public let lastTransition: CircuitBreakerTransition?
    /// The first moment at which a call could be admitted that would be refused now; nil when calls are admitted, and
    /// when no time changes anything.
    public let nextProbe: Timestamp?
    /// What became of the calls it remembers.
    public let counts: CircuitBreakerCounts
    /// The calls refused since the last change.
    public let refusals: Int
}
