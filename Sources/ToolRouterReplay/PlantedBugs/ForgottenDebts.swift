import ToolRouter

/// The limiter forgets what tokens were spent beyond the estimate, or late.
struct ForgottenDebts: PlantedBug {
    static let name = "forgotten-debts"
    static let invariant = RateLimitsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.limiter = Limiter(limiter: world.limiter ?? InMemoryRateLimitStore(world.configuration.limits))
    }

    private struct Limiter: RateLimitStore {
        let limiter: any RateLimitStore
        var mayWait: Bool { limiter.mayWait }

        func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure)
            -> RateLimitDecision
        {
            try await limiter.admit(keys, tokens: tokens, at: now)
        }

        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async throws(StoreFailure) {
            try await limiter.spend(tokens: min(0, tokens), of: keys, admittedAs: decision, at: now)
        }
    }
}
