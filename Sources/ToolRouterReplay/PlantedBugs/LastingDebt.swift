import Synchronization
import ToolRouter

/// What the limiter has let through is held against callers for ever: no allowance fills up again.
struct LastingDebt: PlantedBug {
    static let name = "lasting-debt"
    static let invariant = Converges.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.limiter = Limiter(
            world.limiter ?? InMemoryRateLimitStore(world.configuration.limits), world.configuration.limits)
    }

    private final class Limiter: RateLimitStore {
        private let limiter: any RateLimitStore
        /// Knows one moment only.
        private let debts: InMemoryRateLimitStore
        private let start = Mutex<Timestamp?>(nil)
        var mayWait: Bool { limiter.mayWait }

        init(_ limiter: any RateLimitStore, _ limits: RateLimits) {
            self.limiter = limiter
            debts = InMemoryRateLimitStore(limits)
        }

        func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure)
            -> RateLimitDecision
        {
            let decision = try await limiter.admit(keys, tokens: tokens, at: now)
            guard decision.isAllowed else { return decision }
            let moment = start.withLock { start in
                start = start ?? now
                return start ?? now
            }
            let judged = await debts.admit(keys, tokens: tokens, at: moment)
            return judged.isAllowed ? decision : judged
        }

        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async throws(StoreFailure) {
            try await limiter.spend(tokens: tokens, of: keys, admittedAs: decision, at: now)
        }
    }
}
