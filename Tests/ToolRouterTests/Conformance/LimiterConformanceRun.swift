import Testing
import ToolRouter

/// Takes a limiter in the place of an evenly refilled bucket, or of two, through the steps of one case.
final class LimiterConformanceRun {
    private let row: ConformanceCase
    private var limiter: RateLimiter
    private let keys = RateLimitKeys(tenant: "t", user: "u")
    private let limit: RateLimit
    private let refillTokens: Int64

    private let limits: RateLimits

    init(_ row: ConformanceCase) {
        self.row = row
        let buckets = row.config["limits"]?.array?.compactMap(\.object) ?? [row.config]
        let each = buckets.map { bucket in
            RateLimit(
                requests: Int(bucket["refill_tokens"]?.integer ?? 1),
                per: .nanoseconds(bucket["refill_period_ns"]?.integer ?? bucket["interval_ns"]?.integer ?? 1),
                burst: Int(bucket["capacity"]?.integer ?? 1))
        }
        var limits = RateLimits()
        limits.tokens.user = each[0]
        if each.count > 1 { limits.tokens.tenant = each[1] }
        self.limits = limits
        limit = each[0]
        refillTokens = buckets[0]["refill_tokens"]?.integer ?? 1
        limiter = RateLimiter(limits: limits)
        let start = Timestamp(nanoseconds: row.config["start_ns"]?.integer ?? 0)
        for (number, bucket) in buckets.enumerated() {
            guard let initial = bucket["initial_tokens"]?.integer else { continue }
            // A limiter with nothing but this bucket in it knows the others' keys not.
            let used = each[number].burst - Int(initial)
            let owner = number == 0 ? keys : RateLimitKeys(tenant: keys.tenant)
            let key = number == 0 && each.count > 1 ? RateLimitKeys(tenant: Self.nobody, user: keys.user) : owner
            let decision = limiter.admit(key, cost: 0, at: start)
            limiter.spend(tokens: used, of: key, admittedAs: decision, at: start)
        }
    }

    /// Takes what is meant for the other bucket.
    private static let nobody = RateLimitKey(low: 0, high: 0)

    func run() {
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(nanoseconds: step.time)
            let cost = Int(step.arguments["cost"]?.integer ?? 1)
            let asserted = StepAssertions(of: step, in: row, number: number)
            switch step.operation {
            case "take":
                check(limiter.admit(keys, tokens: cost, at: now), granting: cost, asserted)
            case "take_at_most":
                let granted = min(cost, limiter.admit(keys, cost: 0, at: now).remaining)
                check(limiter.admit(keys, tokens: max(granted, 1), at: now), granting: granted, asserted)
            case "delay_for":
                var copy = limiter
                let decision = copy.admit(keys, tokens: cost, at: now)
                asserted.check("wait_ns", decision.retryAfter.map { .integer($0.wholeNanoseconds) })
            case "force_take":
                let decision = limiter.admit(keys, cost: 0, at: now)
                limiter.spend(tokens: cost, of: keys, admittedAs: decision, at: now)
            case "reset":
                limiter = RateLimiter(limits: limits)
            default:
                break
            }
            let standing = limiter.admit(keys, cost: 0, at: now)
            let reset = standing.resetAfter.wholeNanoseconds
            if step.operation == "time_to_full" { asserted.check("wait_ns", .integer(reset)) }
            let available = limit.toleranceNanoseconds - reset
            let interval = limit.emissionIntervalNanoseconds
            asserted.check("tokens", .integer(available / interval))
            asserted.check("rounding_error", .integer(available % interval * refillTokens))
            asserted.check("remaining", .integer(Int64(standing.remaining)))
            asserted.check("limit", .integer(Int64(standing.limit)))
            asserted.check("reset_after_ns", .integer(reset))
            asserted.finish()
        }
    }

    private func check(_ decision: RateLimitDecision, granting granted: Int, _ asserted: StepAssertions) {
        asserted.check("limited", .bool(!decision.isAllowed))
        asserted.check("allowed", .integer(decision.isAllowed ? Int64(granted) : 0))
        let wait = decision.isAllowed ? -1 : decision.retryAfter?.wholeNanoseconds ?? -1
        asserted.check("retry_after_ns", .integer(wait))
    }
}
