import ToolRouter

/// The limits of users, addresses and tenants let through one request more at once than was configured.
struct GenerousLimiter: PlantedBug {
    static let name = "generous-limiter"
    static let invariant = RateLimitsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        func generous(_ limit: RateLimit) -> RateLimit {
            RateLimit(requests: limit.requests, per: limit.per, burst: limit.burst + 1)
        }
        let limits = world.configuration.limits
        world.configuration.limits.user = limits.user.map(generous)
        world.configuration.limits.ip = limits.ip.map(generous)
        world.configuration.limits.tenant = limits.tenant.map(generous)
    }
}
