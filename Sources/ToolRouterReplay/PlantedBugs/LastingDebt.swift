import Synchronization
import ToolRouter

/// What the limiter has let through is held against callers for ever: no allowance fills up again.
struct LastingDebt: PlantedBug {
    static let name = "lasting-debt"
    static let invariant = Converges.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.limiter = Limiter(world.limiter ?? InMemoryRateLimitStore(world.configuration.limits))
    }

    private final class Limiter: RateLimitStore {
        private let limiter: any RateLimitStore
        /// When it was asked first: the only moment that it knows.
        private let first = Mutex<Timestamp?>(nil)
        var mayWait: Bool { limiter.mayWait }

        init(_ limiter: any RateLimitStore) {
            self.limiter = limiter
        }

        func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure)
            -> RateLimitDecision
        {
            try await limiter.admit(keys, tokens: tokens, at: standingStill(now))
        }

        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async throws(StoreFailure) {
            try await limiter.spend(tokens: tokens, of: keys, admittedAs: decision, at: standingStill(now))
        }

        private func standingStill(_ now: Timestamp) -> Timestamp {
            first.withLock { first in
                first = first ?? now
                return first ?? now
            }
        }
    }
}
