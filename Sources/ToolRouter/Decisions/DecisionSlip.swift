import Synchronization

/// On which the number of one decision is noted, by whoever makes it.
///
/// What keeps answers and allowances is told of no order: it stamps the slip of the task that asks, under the lock by which it
/// decides. What does not is numbered right after it has answered.
final class DecisionSlip: Sendable {
    @TaskLocal static var current: DecisionSlip?

    private let order: any DecisionOrder
    private let noted = Mutex<DecisionNumber?>(nil)

    init(_ order: any DecisionOrder) {
        self.order = order
    }

    /// Notes that the decision is made now; the first time counts.
    static func stamp() {
        _ = current?.number
    }

    /// The number of the decision, which is made now unless it was before; nil where none are numbered.
    var number: DecisionNumber? {
        noted.withLock { noted in
            if noted == nil { noted = order.number() }
            return noted
        }
    }
}
