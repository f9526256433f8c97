import ToolRouter

/// The rate limiter's decision on callers whose keys are hashed already.
enum RateLimiterBench {
    private static let user = RateLimit(requests: 1, per: .seconds(60), burst: 50_000_000)

    static func run(keys: Int) {
        var limits = RateLimits(user: user, capacity: 4 * keys)
        figure("rate limiter, one caller", decision(limits, callers: 1), "ns")
        figure("rate limiter, \(keys) callers at random", decision(limits, callers: keys), "ns")
        limits.ip = user
        limits.tenant = user
        limits.global = RateLimit(requests: 1_000_000, per: .seconds(1), burst: 1_000_000_000)
        figure("rate limiter, four limits at once, \(keys) callers at random", decision(limits, callers: keys), "ns")
        figure(
            "rate limiter, slowest admission while \(keys) callers arrive", slowestArrival(callers: keys) / 1_000, "µs")
    }

    /// The nanoseconds that the slowest admission takes while callers arrive, one after the other. They arrive several
    /// times, and of each the fastest admission counts, since others on the machine can only slow it down.
    private static func slowestArrival(callers count: Int) -> Double {
        let clock = ContinuousClock()
        var times = Array(repeating: Duration.seconds(1_000), count: count)
        for _ in 0..<5 {
            var generator = SplitMix64(state: 2)
            func key() -> RateLimitKey { RateLimitKey(low: generator.next(), high: generator.next()) }
            let tenant = key()
            var limiter = RateLimiter(limits: RateLimits(user: user, capacity: count))
            for caller in 0..<count {
                let keys = RateLimitKeys(tenant: tenant, user: key())
                let start = clock.now
                let decision = limiter.admit(keys, at: Timestamp(microseconds: 0))
                times[caller] = min(times[caller], clock.now - start)
                precondition(decision.isAllowed, "a newcomer was turned away")
            }
            precondition(limiter.keyCount == count, "a caller was forgotten")
        }
        return times.max()! / .nanoseconds(1)
    }

    private static func decision(_ limits: RateLimits, callers count: Int) -> Double {
        var generator = SplitMix64(state: 1)
        func key() -> RateLimitKey { RateLimitKey(low: generator.next(), high: generator.next()) }
        let callers = (0..<count).map { _ in RateLimitKeys(tenant: key(), user: key(), ip: key()) }
        // Everybody is there and active before the clock starts.
        var limiter = RateLimiter(limits: limits)
        for keys in callers { _ = limiter.admit(keys, at: Timestamp(microseconds: 0)) }
        // The keys come one after the other, as from the network; only the limiter has to look for them.
        let requests = (0..<1 << 20).map { _ in callers[Int(generator.next() % UInt64(count))] }
        return Stopwatch.nanoseconds(requests.count) { request in
            let now = Timestamp(nanoseconds: Int64(request) * 1_000)
            return limiter.admit(requests[request & (requests.count - 1)], at: now).isAllowed
        }
    }
}
