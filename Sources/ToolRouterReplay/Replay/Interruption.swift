import Synchronization

/// Somebody wants the run to end: it stops between two requests, and its report says that it is partial.
package final class Interruption: Sendable {
    private let flag = Atomic(false)

    package init() {}

    /// Asks for the end; false when somebody asked before. Safe to call from a signal handler.
    @discardableResult
    package func raise() -> Bool {
        !flag.exchange(true, ordering: .relaxed)
    }

    /// Whether the end was asked for.
    package var isRaised: Bool { flag.load(ordering: .relaxed) }
}

/// What was under way was given up because somebody wanted it to end.
package struct Interrupted: Error {
    package init() {}
}
