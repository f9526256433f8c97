/// The generic cell rate algorithm in integer nanoseconds: the whole state of a key is one moment.
///
/// That moment is the theoretical arrival time (TAT): when the key's allowance will be full again. A key without one,
/// or with one in the past, has its full allowance, so it can be forgotten. The arithmetic is that of throttled,
/// redis-cell and redis_rate (ITU-T I.371, virtual scheduling), with limit = burst:
///
///     new TAT     = max(TAT, now) + cost × interval
///     allowed     ⇔ now ≥ new TAT − tolerance            tolerance = interval × limit
///     reset after = (allowed ? new TAT : TAT) − now
///     remaining   = ⌊(tolerance − reset after) / interval⌋
public struct GCRA: Hashable, Sendable {
    private let limit: RateLimit

    public init(_ limit: RateLimit) {
        self.limit = limit
    }

    /// Decides on a request that weighs `cost` (at least 0), for a key whose allowance is full again at `tat`.
    ///
    /// A cost of 0 peeks: it is allowed and changes nothing. A cost above the burst can never pass; it says nothing
    /// about the key either: `remaining` is the limit and `resetAfter` zero, as in throttled.
    public func decide(tat: Timestamp?, cost: Int, at now: Timestamp) -> GCRADecision {
        precondition(cost >= 0, "the cost of a request is at least 0, found \(cost)")
        guard cost <= limit.burst else {
            return GCRADecision(
                isAllowed: false, newTAT: nil, remaining: limit.burst, retryAfter: nil, resetAfter: .zero)
        }

        // 128 bits, since a moment near the end of time plus a tolerance would not fit in 64.
        let interval = Int128(limit.emissionIntervalNanoseconds)
        let tolerance = Int128(limit.toleranceNanoseconds)
        let present = Int128(now.nanoseconds)
        let base = max(Int128(tat?.nanoseconds ?? .min), present)
        let next = base + Int128(cost) * interval
        let missing = next - tolerance - present
        let isAllowed = missing <= 0
        let reset = (isAllowed ? next : base) - present

        return GCRADecision(
            isAllowed: isAllowed,
            newTAT: isAllowed && cost > 0 ? Timestamp(nanoseconds: Int64(clamping: next)) : nil,
            remaining: Int(clamping: max(0, tolerance - reset) / interval),
            retryAfter: .nanoseconds(Int64(clamping: max(0, missing))),
            resetAfter: .nanoseconds(Int64(clamping: reset)))
    }
}

/// What GCRA decided on one request for one key.
public struct GCRADecision: Hashable, Sendable {
    /// Whether the key's allowance covers the request.
    public let isAllowed: Bool
    /// The key's next TAT; nil when there is nothing to write: after a denial, and after a peek.
    public let newTAT: Timestamp?
    /// The requests of cost 1 that would pass now.
    public let remaining: Int
    /// How long to wait until the same request passes: zero when it is allowed, nil when it never will.
    public let retryAfter: Duration?
    /// How long until the allowance is full again.
    public let resetAfter: Duration
}
