import ToolRouter

/// A half-open circuit lets through ten times as many attempts at once as was configured.
struct ManyProbes: PlantedBug {
    static let name = "many-probes"
    static let invariant = PlannerLeftAlone.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.breaker.probes *= 10
    }
}
