import Synchronization
package import ToolRouter

/// Numbers the decisions of a router that serves; nothing ever waits for it.
package final class LiveDecisionOrder: DecisionOrder {
    private let next = Atomic<Int64>(0)
    private let clock: @Sendable () -> Timestamp

    /// - Parameter clock: the time that the router goes by.
    package init(clock: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
    }

    package var mayWait: Bool { false }

    package func turn(of request: RequestID, at point: DecisionPoint) async {}

    package func number() -> DecisionNumber? {
        DecisionNumber(sequence: next.add(1, ordering: .relaxed).oldValue, at: clock())
    }
}
