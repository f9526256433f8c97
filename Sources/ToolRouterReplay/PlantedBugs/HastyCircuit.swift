import ToolRouter

/// The circuit is tried again after a tenth of the time that was configured.
struct HastyCircuit: PlantedBug {
    static let name = "hasty-circuit"
    static let invariant = PlannerLeftAlone.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.breaker.openFor /= 10
    }
}
