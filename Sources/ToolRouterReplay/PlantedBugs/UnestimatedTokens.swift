import ToolRouter

/// Requests are let in without an estimate of their tokens, which are taken when the answer leaves.
struct UnestimatedTokens: PlantedBug {
    static let name = "unestimated-tokens"
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
            try await limiter.admit(keys, tokens: 0, at: now)
        }

        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async throws(StoreFailure) {
            try await limiter.spend(tokens: tokens, of: keys, admittedAs: decision, at: now)
        }
    }
}
