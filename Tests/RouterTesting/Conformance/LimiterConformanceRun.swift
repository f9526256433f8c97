package import ToolRouter

/// Takes a limiter through the steps of one case, in the place of what the case is about: GCRA, an evenly refilled bucket, or
/// two of them.
package struct LimiterConformanceRun {
    private let row: ConformanceCase
    private let limits: RateLimits
    private let limit: RateLimit
    private let refillTokens: Int64
    private let keys = RateLimitKeys(tenant: "t", user: "u")

    /// - Parameter row: one that `LimiterRow.skipReason` has nothing against.
    package init(_ row: ConformanceCase) {
        self.row = row
        let each = LimiterRow.limits(of: row)
        var limits = RateLimits()
        limits.tokens.user = each[0]
        if each.count > 1 { limits.tokens.tenant = each[1] }
        self.limits = limits
        limit = each[0]
        refillTokens = LimiterRow.buckets(of: row)[0]["refill_tokens"]?.integer ?? 1
    }

    /// Runs it and compares what it asserts.
    ///
    /// - Parameter start: makes a limiter that knows of nobody yet.
    package func run(_ start: (RateLimits) -> any TriedLimiter) async throws {
        var limiter = start(limits)
        try await fill(limiter)
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(nanoseconds: step.time)
            let asserted = StepAssertions(of: step, in: row, number: number)
            if step.operation == "reset" {
                try await limiter.end()
                limiter = start(limits)
            } else {
                try await perform(step, limiter, asserted, at: now)
            }
            let standing = try await limiter.admit(owner(of: step), cost: 0, tokens: 0, at: now)
            check(standing, of: step, asserted)
            asserted.finish()
        }
        try await limiter.end()
    }

    /// Takes what a bucket has less of at the start.
    private func fill(_ limiter: any TriedLimiter) async throws {
        let start = Timestamp(nanoseconds: row.config["start_ns"]?.integer ?? 0)
        let buckets = LimiterRow.buckets(of: row)
        for (number, bucket) in buckets.enumerated() {
            guard let initial = bucket["initial_tokens"]?.integer else { continue }
            let used = LimiterRow.limits(of: row)[number].burst - Int(initial)
            // Of two buckets each is taken from alone: what is meant for the first one goes to a tenant that nobody has.
            let nobody = RateLimitKeys(tenant: RateLimitKey(low: 0, high: 0), user: keys.user)
            let key = number > 0 ? RateLimitKeys(tenant: keys.tenant) : buckets.count > 1 ? nobody : keys
            try await limiter.take(used, of: key, at: start)
        }
    }

    private func perform(
        _ step: ConformanceStep, _ limiter: any TriedLimiter, _ asserted: StepAssertions, at now: Timestamp
    ) async throws {
        let keys = owner(of: step)
        let cost = Int(step.arguments["cost"]?.integer ?? 1)
        switch step.operation {
        case "take":
            check(try await limiter.admit(keys, cost: 1, tokens: cost, at: now), granting: cost, asserted)
        case "take_at_most":
            let granted = min(cost, try await limiter.admit(keys, cost: 0, tokens: 0, at: now).remaining)
            let least = cost > 0 ? max(granted, 1) : 0
            check(try await limiter.admit(keys, cost: 1, tokens: least, at: now), granting: granted, asserted)
        case "delay_for":
            let decision = try await limiter.admit(keys, cost: 1, tokens: cost, at: now)
            asserted.check("wait_ns", decision.retryAfter.map { .integer($0.wholeNanoseconds) })
            guard decision.isAllowed else { return }
            try await limiter.spend(tokens: -cost, of: keys, admittedAs: decision, at: now)
        case "force_take":
            try await limiter.take(cost, of: keys, at: now)
        default:
            break
        }
    }

    private var isGCRA: Bool { row.config["algorithm"] == .string("gcra") }

    /// Whose allowance a step is about; buckets have one owner.
    private func owner(of step: ConformanceStep) -> RateLimitKeys {
        guard isGCRA, let key = step.arguments["key"]?.string else { return keys }
        return RateLimitKeys(tenant: "t", user: UserID(key))
    }

    private func check(_ standing: RateLimitDecision, of step: ConformanceStep, _ asserted: StepAssertions) {
        let reset = standing.resetAfter.wholeNanoseconds
        if step.operation == "time_to_full" { asserted.check("wait_ns", .integer(reset)) }
        if isGCRA {
            if !step.operation.hasPrefix("take") { check(standing, granting: 0, asserted) }
        } else {
            let available = limit.toleranceNanoseconds - reset
            let interval = limit.emissionIntervalNanoseconds
            asserted.check("tokens", .integer(available / interval))
            asserted.check("rounding_error", .integer(available % interval * refillTokens))
        }
        asserted.check("remaining", .integer(Int64(standing.remaining)))
        asserted.check("limit", .integer(Int64(standing.limit)))
        asserted.check("reset_after_ns", .integer(reset))
    }

    private func check(_ decision: RateLimitDecision, granting granted: Int, _ asserted: StepAssertions) {
        asserted.check("limited", .bool(!decision.isAllowed))
        asserted.check("allowed", .integer(decision.isAllowed ? Int64(granted) : 0))
        let wait = decision.isAllowed ? -1 : decision.retryAfter?.wholeNanoseconds ?? -1
        asserted.check("retry_after_ns", .integer(wait))
    }
}
