import ToolRouter

/// A circuit that has opened stays open for a day, whatever was configured.
struct StubbornCircuit: PlantedBug {
    static let name = "stubborn-circuit"
    static let invariant = Converges.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.breaker.openFor = .seconds(86_400)
    }
}
