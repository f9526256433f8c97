package import ToolRouter

/// One place where an invariant did not hold.
package struct Breach: Sendable, Equatable {
    /// The invariant's name.
    package let invariant: String
    /// The request; nil when the run as a whole is meant.
    package let request: RequestID?
    /// The virtual time since the recordings begin.
    package let at: Duration
    /// What must hold; never a question or a statement.
    package let expected: String
    /// What happened instead; never a question or a statement.
    package let found: String
}

/// Is told of each breach when it happens.
package protocol BreachObserver: Sendable {
    /// Takes one breach.
    func observe(_ breach: Breach)
}
