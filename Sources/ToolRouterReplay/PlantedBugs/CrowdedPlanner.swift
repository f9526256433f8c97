import ToolRouter

/// Planners and candidates hold one call more at once than was configured.
struct CrowdedPlanner: PlantedBug {
    static let name = "crowded-planner"
    static let invariant = Bounded.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.plannerCalls.inFlight += 1
        world.configuration.candidateCalls.inFlight += 1
        for number in world.shadows.indices { world.shadows[number].concurrency? += 1 }
    }
}
