import ToolRouter

/// The circuit breaker's decisions: leave to call, and what became of the call.
enum BreakerBench {
    static func run() {
        figure("breaker, closed, a call admitted and settled", closed(), "ns")
        figure("breaker, closed, every trigger switched on", closed(everything), "ns")
        figure("breaker, open, a call refused", refused(), "ns")
    }

    /// A window that every trigger watches, and that stays just well enough.
    private static var everything: CircuitBreakerConfiguration {
        var configuration = CircuitBreakerConfiguration(failures: 1_000)
        configuration.consecutiveFailures = 5
        configuration.failureRatio = Ratio(millionths: 500_000)
        configuration.slowRatio = Ratio(millionths: 500_000)
        return configuration
    }

    /// A call each millisecond, of which one in a hundred fails.
    private static func closed(_ configuration: CircuitBreakerConfiguration = .init(failures: 1_000)) -> Double {
        var breaker = CircuitBreaker(configuration)
        return Stopwatch.nanoseconds(1_000_000) { call in
            let now = Timestamp(microseconds: Int64(call) * 1_000)
            guard case .permitted(let permit, _) = breaker.admit(at: now) else { return false }
            return breaker.settle(permit, call % 100 == 0 ? .failure(retryAfter: nil) : .success, at: now) == nil
        }
    }

    private static func refused() -> Double {
        var breaker = CircuitBreaker()
        _ = breaker.operate(.open(for: .seconds(1_000_000)), at: Timestamp(microseconds: 0))
        return Stopwatch.nanoseconds(1_000_000) { call in
            guard case .refused(_?) = breaker.admit(at: Timestamp(microseconds: Int64(call))) else { return false }
            return true
        }
    }
}
