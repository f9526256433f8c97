import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

/// Numbers decisions as a server does.
final class DecisionNumbers: DecisionOrder {
    private let scheduler: SimulatedScheduler
    private let next = Mutex<Int64>(0)

    init(_ scheduler: SimulatedScheduler) { self.scheduler = scheduler }

    var mayWait: Bool { false }

    func turn(of request: RequestID, at point: DecisionPoint) async {
        Issue.record("nothing waits for its turn where nothing may wait")
    }

    func number() -> DecisionNumber? {
        let sequence = next.withLock { next in
            defer { next += 1 }
            return next
        }
        return DecisionNumber(sequence: sequence, at: scheduler.now)
    }
}
