import ToolRouter

/// The turn of an answer to leave comes a minute after everything else is done, beyond its deadline.
struct SlowTurns: PlantedBug {
    static let name = "slow-turns"
    static let invariant = OneAnswer.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.decisions = Order(world.decisions, scheduler)
    }

    private final class Order: DecisionOrder {
        private let order: (any DecisionOrder)?
        private let scheduler: any Scheduler

        init(_ order: (any DecisionOrder)?, _ scheduler: any Scheduler) {
            self.order = order
            self.scheduler = scheduler
        }

        var mayWait: Bool { true }

        func turn(of request: RequestID, at point: DecisionPoint) async {
            await order?.turn(of: request, at: point)
            guard point.kind == .settle else { return }
            try? await scheduler.sleep(for: .seconds(60))
        }

        func number() -> DecisionNumber? { order?.number() }
    }
}
