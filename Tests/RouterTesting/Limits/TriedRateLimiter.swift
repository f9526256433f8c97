import Synchronization
package import ToolRouter

/// The limiter of one process, to be tried.
package final class TriedRateLimiter: TriedLimiter {
    private let limiter: Mutex<RateLimiter>

    package init(_ limits: RateLimits) {
        limiter = Mutex(RateLimiter(limits: limits))
    }

    package func admit(
        _ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Timestamp
    ) async -> RateLimitDecision {
        limiter.withLock { $0.admit(keys, cost: cost, tokens: tokens, at: now) }
    }

    package func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async {
        limiter.withLock { $0.spend(tokens: tokens, of: keys, admittedAs: decision, at: now) }
    }

    package func standings(of keys: RateLimitKeys, at now: Timestamp) async -> [RateLimitStanding] {
        limiter.withLock { $0.standings(of: keys, at: now) }
    }

    package func end() async {}
}
