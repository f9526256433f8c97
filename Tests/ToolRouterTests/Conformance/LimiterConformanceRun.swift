import Testing
import ToolRouter

/// Takes a limiter in the place of an evenly refilled bucket, or of two, through the steps of one case.
final class LimiterConformanceRun {
    private let row: ConformanceCase
    private var limiter: RateLimiter
    private let keys = RateLimitKeys(tenant: "t", user: "u")
    private let limit: RateLimit
    private let refillTokens: Int64

    init(_ row: ConformanceCase) {
        self.row = row
        let buckets = row.config["limits"]?.array?.compactMap(\.object) ?? [row.config]
        let limits = buckets.map { bucket in
            RateLimit(
                requests: Int(bucket["refill_tokens"]?.integer ?? 1),
                per: .nanoseconds(bucket["refill_period_ns"]?.integer ?? bucket["interval_ns"]?.integer ?? 1),
                burst: Int(bucket["capacity"]?.integer ?? 1))
        }
        var all = RateLimits()
        all.tokens.user = limits[0]
        if limits.count > 1 { all.tokens.tenant = limits[1] }
        limit = limits[0]
        refillTokens = buckets[0]["refill_tokens"]?.integer ?? 1
        limiter = RateLimiter(limits: all)
        let start = Timestamp(nanoseconds: row.config["start_ns"]?.integer ?? 0)
        for (number, bucket) in buckets.enumerated() {
            guard let initial = bucket["initial_tokens"]?.integer else { continue }
            // A limiter with nothing but this bucket in it knows the others' keys not.
            let used = limits[number].burst - Int(initial)
            let owner = number == 0 ? keys : RateLimitKeys(tenant: keys.tenant)
            let key = number == 0 && limits.count > 1 ? RateLimitKeys(tenant: Self.nobody, user: keys.user) : owner
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
            switch step.operation {
            case "take":
                let decision = limiter.admit(keys, tokens: cost, at: now)
                step.check("limited", .bool(!decision.isAllowed), in: row, number: number)
                let wait = decision.isAllowed ? -1 : decision.retryAfter?.wholeNanoseconds ?? -1
                step.check("retry_after_ns", .integer(wait), in: row, number: number)
            case "delay_for":
                var copy = limiter
                let decision = copy.admit(keys, tokens: cost, at: now)
                step.check(
                    "wait_ns", decision.retryAfter.map { .integer($0.wholeNanoseconds) }, in: row, number: number)
            case "force_take":
                let decision = limiter.admit(keys, cost: 0, at: now)
                limiter.spend(tokens: cost, of: keys, admittedAs: decision, at: now)
            default:
                break
            }
            let reset = limiter.admit(keys, cost: 0, at: now).resetAfter.wholeNanoseconds
            if step.operation == "time_to_full" { step.check("wait_ns", .integer(reset), in: row, number: number) }
            let available = limit.toleranceNanoseconds - reset
            let interval = limit.emissionIntervalNanoseconds
            step.check("tokens", .integer(available / interval), in: row, number: number)
            step.check("rounding_error", .integer(available % interval * refillTokens), in: row, number: number)
        }
    }
}
