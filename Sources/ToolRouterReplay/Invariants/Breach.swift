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
    /// The stage whose event broke it; nil when it only showed in the end.
    package var stage: Stage?
    /// The error that the event told of, if any.
    package var code: ErrorCode?
}

/// Is told of each breach when it happens.
package protocol BreachObserver: Sendable {
    /// Takes one breach.
    func observe(_ breach: Breach)
}

extension Breach {
    /// For people: what must hold and what happened, on one line.
    package var words: String { "expected \(expected); found \(found)" }

    /// For people: when and to which request.
    package var place: String {
        [request.map { "\($0)" }, "at \(at.words)"].compactMap { $0 }.joined(separator: " ")
    }
}

extension Duration {
    /// The shortest exact way to say it: `1.5 s`, `250 ms`.
    var words: String {
        let nanoseconds = Int128(wholeNanoseconds)
        return nanoseconds.magnitude < 1_000_000_000
            ? "\(DecimalText.format(nanoseconds, fractionDigits: 6)) ms"
            : "\(DecimalText.format(nanoseconds, fractionDigits: 9)) s"
    }
}
