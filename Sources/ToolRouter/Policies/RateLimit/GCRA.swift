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
    /// The longest time that a debt keeps a key out, in nanoseconds: an hour. What was spent beyond is forgiven, so that
    /// no count of tokens, however wrong, keeps anybody out for ever.
    static let maximumDebt: Int64 = 3_600_000_000_000

    let limit: RateLimit

    public init(_ limit: RateLimit) {
        self.limit = limit
    }

    /// Decides on a request that weighs `cost` (at least 0), for a key whose allowance is full again at `tat`.
    ///
    /// A cost of 0 peeks: it is allowed and changes nothing. A cost above the burst can never pass: it has no
    /// `retryAfter`, and the rest says how the key stands.
    public func decide(tat: Timestamp?, cost: Int, at now: Timestamp) -> GCRADecision {
        let verdict = verdict(tat: tat?.nanoseconds ?? .min, cost: cost, at: now.nanoseconds)
        return GCRADecision(
            isAllowed: verdict.isAllowed,
            newTAT: verdict.isAllowed && cost > 0 ? Timestamp(nanoseconds: verdict.next) : nil,
            remaining: verdict.remaining, retryAfter: verdict.wait < 0 ? nil : .nanoseconds(verdict.wait),
            resetAfter: .nanoseconds(verdict.reset))
    }

    /// Takes what there is of `cost`, and decides on that much; nothing is a refusal of a request of cost 1.
    public func decideAtMost(tat: Timestamp?, cost: Int, at now: Timestamp) -> (granted: Int, GCRADecision) {
        let granted = min(cost, decide(tat: tat, cost: 0, at: now).remaining)
        return (granted, decide(tat: tat, cost: cost > 0 ? max(granted, 1) : 0, at: now))
    }

    /// The TAT after `cost` more was spent than was decided on, whether there is room or not, but at most an hour's debt;
    /// a negative cost gives back.
    public func tat(_ tat: Timestamp?, spending cost: Int, at now: Timestamp) -> Timestamp {
        Timestamp(nanoseconds: spend(cost, tat: tat?.nanoseconds ?? .min, at: now.nanoseconds))
    }

    /// `tat(_:spending:at:)` in nanoseconds; a key without a TAT has the smallest one there is.
    @inline(__always)
    func spend(_ cost: Int, tat: Int64, at now: Int64) -> Int64 {
        // Of a moment that was beyond the last one nobody knows how far, so nothing can be given back.
        if tat == .max { return tat }
        let base = cost > 0 ? max(tat, now) : tat
        let next = Int128(base) + Int128(cost) * Int128(limit.emissionIntervalNanoseconds)
        let latest = max(Int128(base), Int128(now) + Int128(limit.toleranceNanoseconds) + Int128(Self.maximumDebt))
        return Int64(clamping: min(next, latest))
    }

    /// `decide(tat:cost:at:)` in nanoseconds; a key without a TAT has the smallest one there is.
    @inline(__always)
    func verdict(tat: Int64, cost: Int, at now: Int64) -> GCRAVerdict {
        precondition(cost >= 0, "the cost of a request is at least 0, found \(cost)")
        // 128 bits, since a moment near the end of time plus a tolerance would not fit in 64.
        let tolerance = limit.toleranceNanoseconds
        let present = Int128(now)
        let base = Int128(max(tat, now))
        let canPass = cost <= limit.burst
        let next = canPass ? base + Int128(Int64(cost) * limit.emissionIntervalNanoseconds) : base
        let missing = next - Int128(tolerance) - present
        // A peek passes even where everything is used up or owed. What would be full again after the end of time can't be
        // kept, so that the next one would pass, too.
        let isKept = next <= Int128(Int64.max)
        let isAllowed = canPass && ((missing <= 0 && isKept) || cost == 0)
        let kept = isAllowed ? next : base
        let reset = Int64(clamping: kept - present)
        let room = Int64(clamping: min(Int128(tolerance) - Int128(reset), Int128(Int64.max) - kept))
        return GCRAVerdict(
            isAllowed: isAllowed, next: Int64(clamping: next),
            remaining: room > 0 ? Int(room / limit.emissionIntervalNanoseconds) : 0,
            wait: isAllowed
                ? 0 : canPass ? max(1, isKept ? Int64(clamping: missing) : Int64.max.subtractingClamped(now)) : -1,
            reset: reset)
    }
}

/// What GCRA decided, in nanoseconds.
struct GCRAVerdict {
    let isAllowed: Bool
    /// The TAT to write when it is allowed.
    let next: Int64
    let remaining: Int
    /// How long until the same request passes; negative when it never will.
    let wait: Int64
    let reset: Int64

    /// The least tight verdict there is.
    static let none = GCRAVerdict(isAllowed: true, next: .min, remaining: .max, wait: 0, reset: 0)

    /// Whether it leaves the caller less room than the other; each with the burst of its limit.
    @inline(__always)
    func isTighter(of burst: Int, than other: GCRAVerdict, of otherBurst: Int) -> Bool {
        // As an unsigned number, what is negative for "never" is the longest wait.
        if wait != other.wait { return UInt64(bitPattern: wait) > UInt64(bitPattern: other.wait) }
        // The shares that are left, as fractions of one denominator.
        let share = remaining.multipliedFullWidth(by: otherBurst)
        let otherShare = other.remaining.multipliedFullWidth(by: burst)
        return share == otherShare ? reset > other.reset : share < otherShare
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
