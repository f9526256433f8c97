/// What the limiter decided on one request, and how the caller stands with the tightest limit that applies.
///
/// The tightest limit is, after a refusal, the one that refuses longest, so that its `retryAfter` satisfies all of
/// them; otherwise the one of which the smallest share (`remaining` of `limit`) is left, then the one with the longest
/// `resetAfter`. Ties go to user, ip, tenant, global, in this order, and to requests before tokens.
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
    /// The tokens that were taken as an estimate.
    public internal(set) var tokens: Int
    /// In nanoseconds, as `retryAfter`; negative when there is no such time.
    let wait: Int64
    /// In nanoseconds, as `resetAfter`.
    let reset: Int64
    /// Whether a process decided by itself where several share their allowances: since their store had nothing to say, or since
    /// this process alone had let through a whole limit.
    public internal(set) var isLocal = false
    /// What each request and token of it weighed where this process counted, at least 1.
    var share = 1

    /// How long to wait until the same request passes: zero when it is allowed, nil when it costs more than the limit.
    public var retryAfter: Duration? { wait < 0 ? nil : .nanoseconds(wait) }
    /// How long until the allowance is full again.
    public var resetAfter: Duration { .nanoseconds(reset) }

    /// The decision when no limit applies.
    static let unlimited = RateLimitDecision(
        isAllowed: true, scope: nil, unit: .requests, limit: .max, remaining: .max, tokens: 0, wait: 0, reset: 0)
}
