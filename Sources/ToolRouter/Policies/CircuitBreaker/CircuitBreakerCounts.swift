/// What became of the calls a circuit remembers: those of its window while it is closed, its probes while it is
/// half-open, none while it is open.
public struct CircuitBreakerCounts: Hashable, Sendable {
    /// Calls that succeeded or failed.
    public internal(set) var calls = 0
    /// Calls that failed.
    public internal(set) var failures = 0
    /// Calls that took too long, whether they failed or not.
    public internal(set) var slow = 0
    /// Calls that said nothing about the other side; in none of the above.
    public internal(set) var neutral = 0

    init() {}

    /// Calls that succeeded.
    public var successes: Int { calls - failures }
    /// Failures / calls; nil before the first call.
    public var failureRatio: Ratio? { Ratio(failures, of: calls) }
    /// Slow calls / calls; nil before the first call.
    public var slowRatio: Ratio? { Ratio(slow, of: calls) }

    mutating func add(_ outcome: CircuitBreakerOutcome, isSlow: Bool) {
        switch outcome {
        case .neutral:
            neutral += 1
            return
        case .failure:
            failures += 1
        case .success:
            break
        }
        calls += 1
        if isSlow { slow += 1 }
    }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.calls += right.calls
        sum.failures += right.failures
        sum.slow += right.slow
        sum.neutral += right.neutral
        return sum
    }

    static func - (left: Self, right: Self) -> Self {
        var difference = left
        difference.calls -= right.calls
        difference.failures -= right.failures
        difference.slow -= right.slow
        difference.neutral -= right.neutral
        return difference
    }
}
