import ToolRouter

/// What each user, address, tenant and all callers together were admitted never exceeds burst + rate × time, over any
/// interval, in requests as in tokens. Tokens count as estimated when a request is admitted, and as its replies used from
/// when it is settled; a late reply counts when it comes. What turns out later only makes the next one wait.
struct RateLimitsKept: Invariant {
    static let name = "rate_limits_kept"
    var kinds: EventKinds { [.limited, .tokensSettled, .attemptEnded, .joinEnded, .lateReply, .lateFailure] }

    private var allowances: Allowances

    init(_ limits: RateLimits) {
        allowances = Allowances(limits)
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        allowances.observe(event, after: history)
    }
}
