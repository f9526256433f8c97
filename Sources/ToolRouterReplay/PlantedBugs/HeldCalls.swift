import ToolRouter

/// A call to a planner that nobody waits for any more is held for ever.
struct HeldCalls: PlantedBug {
    static let name = "held-calls"
    static let invariant = Bounded.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.planners = world.planners.map { Holding(planner: $0) }
    }

    private struct Holding: Planner {
        let planner: any Planner

        var name: PlannerName { planner.name }
        var model: String { planner.model }
        var promptFingerprint: String { planner.promptFingerprint }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            let result = await planner.propose(inquiry)
            if Task.isCancelled { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
            return result
        }
    }
}
