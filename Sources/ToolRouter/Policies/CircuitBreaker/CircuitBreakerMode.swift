/// Who decides about a circuit.
public enum CircuitBreakerMode: String, Hashable, CaseIterable, Sendable {
    /// The circuit itself, by what becomes of its calls.
    case automatic
    /// An operator: no call, however long it takes.
    case forcedOpen = "forced_open"
    /// An operator: every call; outcomes are counted and open nothing.
    case forcedClosed = "forced_closed"
    /// Nobody: every call, and nothing is counted.
    case disabled
}

/// What an operator can do to a circuit.
public enum CircuitBreakerCommand: Hashable, Sendable {
    /// Hands the decision to somebody else; handed back to the circuit itself, it begins closed.
    case setMode(CircuitBreakerMode)
    /// Opens it, for the configured open time or another one; then it probes as usual.
    case open(for: Duration?)
    /// Lets probes through now; refused where the circuit is closed, since nothing is to be tried then.
    case probe
    /// Closes it and forgets what it counted.
    case reset
}

/// What came of an operator's command.
public enum CircuitBreakerOperation: Hashable, Sendable {
    /// It was done; with the transition that this is, if the state changed or who decides.
    case done(CircuitBreakerTransition?)
    /// The circuit can't do that as it stands; nothing changed.
    case refused
}
