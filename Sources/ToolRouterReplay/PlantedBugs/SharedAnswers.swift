import ToolRouter

/// The answer cache gives one user of a tenant what another one asked for.
struct SharedAnswers: PlantedBug {
    static let name = "shared-answers"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.cacheScope = .tenant
    }
}
