import ToolRouter

/// While the limiter outside of the process has nothing to say, everybody is let through.
struct OpenLimiter: PlantedBug {
    static let name = "open-limiter"
    static let invariant = RateLimitsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.limiter = world.limiter ?? InMemoryRateLimitStore(world.configuration.limits)
        // By these the process decides for itself.
        world.configuration.limits.user = nil
        world.configuration.limits.ip = nil
        world.configuration.limits.tenant = nil
        world.configuration.limits.global = nil
    }
}
