import Synchronization

/// A wish that the run ends: it stops between two requests, and its report says that it is partial.
package final class Interruption: Sendable {
    private let flag = Atomic(false)

    package init() {}

    /// Asks for the end; false when that was done before. Safe to call from a signal handler.
    @discardableResult
    package func raise() -> Bool {
        !flag.exchange(true, ordering: .relaxed)
    }

    /// Whether the end was asked for.
    package var isRaised: Bool { flag.load(ordering: .relaxed) }
}

/// What was under way was given up because of an interruption.
package struct Interrupted: Error {
    package init() {}
}
