/// What the limiter decided on one request, and how the caller stands with the tightest limit that applies.
///
/// The tightest limit is, after a refusal, the one that refuses longest, so that its `retryAfter` satisfies all of
/// them; otherwise the one with the least remaining, then the one with the longest `resetAfter`. Ties go to user, ip,
/// tenant, global, in this order.
public struct RateLimitDecision: Hashable, Sendable {
    /// Whether every limit has room for the request.
    public let isAllowed: Bool
    /// Whose allowance is the tightest; nil when no limit applies to the request, and nothing below means anything.
    public let scope: RateLimitScope?
    /// The allowance when it is full.
    public let limit: Int
    /// The requests of cost 1 that the tightest limit would let pass now.
    public let remaining: Int
    /// How long to wait until the same request passes: zero when it is allowed, nil when it costs more than the limit.
    public let retryAfter: Duration?
    /// How long until the allowance is full again.
    public let resetAfter: Duration

    /// The decision when no limit applies.
    static let unlimited = RateLimitDecision(
        isAllowed: true, scope: nil, limit: .max, remaining: .max, retryAfter: .zero, resetAfter: .zero)

    /// Whether this one limit's decision leaves the caller less room than `other`.
    func isTighter(than other: RateLimitDecision) -> Bool {
        let wait = retryAfter ?? .nanoseconds(Int64.max)
        let otherWait = other.retryAfter ?? .nanoseconds(Int64.max)
        if wait != otherWait { return wait > otherWait }
        if remaining != other.remaining { return remaining < other.remaining }
        return resetAfter > other.resetAfter
    }
}
