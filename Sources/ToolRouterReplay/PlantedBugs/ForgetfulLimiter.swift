import ToolRouter

/// The limiter forgets what tokens were spent sixty times as fast as it was configured to.
struct ForgetfulLimiter: PlantedBug {
    static let name = "forgetful-limiter"
    static let invariant = RateLimitsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        func forgetful(_ limit: RateLimit) -> RateLimit {
            // No limit allows more than one a nanosecond.
            let per = max(limit.per / 60, .nanoseconds(limit.requests))
            return RateLimit(requests: limit.requests, per: per, burst: limit.burst)
        }
        let limits = world.configuration.limits.tokens
        world.configuration.limits.tokens.user = limits.user.map(forgetful)
        world.configuration.limits.tokens.ip = limits.ip.map(forgetful)
        world.configuration.limits.tokens.tenant = limits.tenant.map(forgetful)
        world.configuration.limits.tokens.global = limits.global.map(forgetful)
    }
}
