import ToolRouter

/// The guard does not say that an answer depends on who asks, so that it is stored for all users of the tenant.
struct PersonalAnswers: PlantedBug {
    static let name = "personal-answers"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { tool in
            AlteredFootprints(tool: tool) { $0.dependsOnCaller = false }
        }
    }
}
