/// The moments of the last failures, as many as open a circuit: they are within the window when the oldest is, so the
/// count is exact and adding one takes constant time.
struct CircuitBreakerFailures: Sendable {
    private var moments: [Int64]
    private var next = 0
    private var count = 0

    /// Remembers the last `limit` failures, at least 1.
    init(limit: Int) {
        moments = Array(repeating: 0, count: limit)
    }

    /// Adds a failure at `now`; whether there are as many as the limit that are not older than `window`. One exactly that
    /// old counts.
    mutating func add(at now: Int64, window: Int64) -> Bool {
        moments[next] = now
        next = next + 1 == moments.count ? 0 : next + 1
        count = min(count + 1, moments.count)
        return count == moments.count && now.subtractingClamped(moments[next]) <= window
    }

    /// Forgets every failure.
    mutating func clear() {
        next = 0
        count = 0
    }
}
