import ToolRouter

/// A store outside of the process that has failed is left alone for a day.
struct LonelyStore: PlantedBug {
    static let name = "lonely-store"
    static let invariant = Converges.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.stores.breaker.openFor = .seconds(86_400)
    }
}
