package import ToolRouter

/// A limiter that tables and random traffic are tried on, wherever it keeps its moments. It goes by the times that it is given.
package protocol TriedLimiter: Sendable {
    /// As `RateLimiter.admit`.
    func admit(
        _ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Timestamp
    ) async throws -> RateLimitDecision

    /// As `RateLimiter.spend`.
    func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async throws

    /// As `RateLimiter.standings`.
    func standings(of keys: RateLimitKeys, at now: Timestamp) async throws -> [RateLimitStanding]

    /// Removes what it keeps; it is not used any more.
    func end() async throws
}

extension TriedLimiter {
    /// Takes tokens, whether there is room for them or not.
    func take(_ tokens: Int, of keys: RateLimitKeys, at now: Timestamp) async throws {
        let peek = try await admit(keys, cost: 0, tokens: 0, at: now)
        try await spend(tokens: tokens, of: keys, admittedAs: peek, at: now)
    }
}
