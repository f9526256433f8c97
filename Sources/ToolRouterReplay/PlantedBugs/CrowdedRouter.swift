import ToolRouter

/// One request more is let in at once than was configured.
struct CrowdedRouter: PlantedBug {
    static let name = "crowded-router"
    static let invariant = Bounded.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.maximumRequestsInFlight += 1
    }
}
