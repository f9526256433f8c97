/// What the limiter decided on one request, and how the caller stands with the tightest limit that applies.
///
/// The tightest limit is, after a refusal, the one that refuses longest, so that its `retryAfter` satisfies all of
/// them; otherwise the one with the least remaining, then the one with the longest `resetAfter`. Ties go to user, ip,
/// tenant, global, in this order, and to requests before tokens.
public struct RateLimitDecision: Hashable, Sendable {
    /// Whether every limit has room for the request.
    public let isAllowed: Bool
    /// Whose allowance is the tightest; nil when no limit applies to the request, and nothing below means anything.
    public let scope: RateLimitScope?
    /// What the tightest limit counts; the numbers below are of it.
    public let unit: RateLimitUnit
    /// The allowance when it is full.
    public let limit: Int
    /// What is left of it: so many requests of cost 1, or tokens, would pass now.
    public let remaining: Int
    /// How long to wait until the same request passes: zero when it is allowed, nil when it costs more than the limit.
    public let retryAfter: Duration?
    /// How long until the allowance is full again.
    public let resetAfter: Duration
    /// The tokens that were taken as an estimate.
    public let tokens: Int
    /// The limits, by number, that had no room for a key of their own: a bit for each.
    let sharedBuckets: UInt8
}
