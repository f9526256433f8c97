/// The calls of the last while, in buckets of equal width that begin at whole multiples of it: a call leaves the window
/// with its bucket, so one may be forgotten up to a bucket's width early and never late.
///
/// Adding takes constant time on average: each bucket that time has passed is emptied once.
struct CircuitBreakerWindow: Sendable {
    private struct Bucket: Sendable {
        var counts = CircuitBreakerCounts()
        /// The latest moment until which a failure asked for patience.
        var retryAt = Int64.min
    }

    private let width: Int64
    private var buckets: [Bucket]
    /// The number of the newest bucket, counted from the epoch.
    private var newest = Int64.min
    private var sum = CircuitBreakerCounts()

    /// A window of `length` nanoseconds, at least 0, in `count` buckets, at least 1.
    init(length: Int64, buckets count: Int) {
        width = max(1, length / Int64(count))
        buckets = Array(repeating: Bucket(), count: count)
    }

    /// The calls within the window at `now`, which is not before the last call.
    func counts(at now: Int64) -> CircuitBreakerCounts {
        guard newest != .min else { return sum }
        let passed = min((now / width).subtractingClamped(newest), Int64(buckets.count))
        guard passed > 0 else { return sum }
        return (1...passed).reduce(into: sum) { sum, step in sum = sum - buckets[slot(of: newest + step)].counts }
    }

    /// The calls within the window at the time of the last one.
    var latestCounts: CircuitBreakerCounts { sum }

    /// The latest moment until which a failure within the window asked for patience.
    var latestRetry: Int64 { buckets.reduce(.min) { max($0, $1.retryAt) } }

    mutating func add(_ outcome: CircuitBreakerOutcome, isSlow: Bool, retryAt: Int64, at now: Int64) {
        turn(to: now / width)
        let slot = slot(of: newest)
        buckets[slot].counts.add(outcome, isSlow: isSlow)
        sum.add(outcome, isSlow: isSlow)
        if retryAt > buckets[slot].retryAt { buckets[slot].retryAt = retryAt }
    }

    /// Forgets every call.
    mutating func clear() {
        for slot in buckets.indices { buckets[slot] = Bucket() }
        sum = CircuitBreakerCounts()
        newest = .min
    }

    private mutating func turn(to number: Int64) {
        guard number != newest else { return }
        if newest != .min {
            for step in 1...min(number.subtractingClamped(newest), Int64(buckets.count)) {
                let slot = slot(of: newest + step)
                sum = sum - buckets[slot].counts
                buckets[slot] = Bucket()
            }
        }
        newest = number
    }

    private func slot(of number: Int64) -> Int {
        let remainder = Int(number % Int64(buckets.count))
        return remainder < 0 ? remainder + buckets.count : remainder
    }
}
