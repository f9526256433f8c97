package import ToolRouter

/// Counts over virtual time in bins of equal width, from the first moment that anything happened at.
///
/// There are at most `most` bins: where the run goes on beyond them, each two become one of twice the width. What is added never
/// depends on the order in which it comes, so that the same run gives the same bins.
package struct TimelineBins: Sendable {
    /// The most bins.
    package static let most = 1_024
    /// The width of a bin in a run that takes no longer than `most` of them, in microseconds.
    static let narrowest: Int64 = 1_000

    /// What is counted in each bin.
    package enum Series: String, CaseIterable, Sendable {
        /// Requests that arrived.
        case arrived
        /// Answers as they should be.
        case answered
        /// Answers that something stood in for.
        case degraded
        /// Callers asked back.
        case clarified
        /// Refused by the rate limiter.
        case limited
        /// Refused for any other reason.
        case refused
        /// Failed.
        case failed
        /// Answers from the cache.
        case hits
        /// Requests that drifted, by their arrival.
        case drifted
        /// Breaches of invariants.
        case breaches
    }

    /// The width of a bin, in microseconds.
    package private(set) var width = narrowest
    /// One more than the last bin that anything is in.
    package private(set) var count = 0
    private var counts = Array(repeating: Array(repeating: UInt32(0), count: most), count: Series.allCases.count)
    private var spent = Array(repeating: Money.zero, count: most)
    private var slowest = Array(repeating: Int64(0), count: most)
    private var latencies = Array(repeating: UInt32(0), count: most * LatencyBucket.count)

    package init() {}

    /// Counts one of `series`, `offset` microseconds from the beginning.
    package mutating func add(_ series: Series, at offset: Int64) {
        let bin = bin(of: offset)
        counts[series.place][bin] += 1
    }

    /// Adds what was paid.
    package mutating func add(_ amount: Money, at offset: Int64) {
        let bin = bin(of: offset)
        spent[bin] += amount
    }

    /// Adds how long an answer took, in microseconds.
    package mutating func add(latency: Int64, at offset: Int64) {
        let bin = bin(of: offset)
        slowest[bin] = max(slowest[bin], latency)
        latencies[bin * LatencyBucket.count + LatencyBucket.of(latency)] += 1
    }

    /// The number of the bin of a moment, as wide as bins are now.
    package mutating func bin(of offset: Int64) -> Int {
        let offset = max(0, offset)
        while offset / width >= Int64(Self.most) { merge() }
        let bin = Int(offset / width)
        count = max(count, bin + 1)
        return bin
    }

    /// How many of `series` are in a bin.
    package func count(of series: Series, in bin: Int) -> Int { Int(counts[series.place][bin]) }

    /// Whether anything of `series` was counted.
    package func has(_ series: Series) -> Bool { counts[series.place].contains { $0 > 0 } }

    /// What was paid in a bin.
    package func spent(in bin: Int) -> Money { spent[bin] }

    /// The slowest answer of a bin, in microseconds.
    package func slowest(in bin: Int) -> Int64 { slowest[bin] }

    /// The latency that so many hundredths of the answers of a bin kept to, in microseconds: at most a fifth too high. Zero where
    /// there are no answers.
    package func percentile(_ hundredths: Int, in bin: Int) -> Int64 {
        let buckets = latencies[(bin * LatencyBucket.count)..<((bin + 1) * LatencyBucket.count)]
        let total = buckets.reduce(0) { $0 + Int($1) }
        guard total > 0 else { return 0 }
        let rank = (total * hundredths + 99) / 100
        var below = 0
        for (bucket, number) in buckets.enumerated() {
            below += Int(number)
            if below >= rank { return min(LatencyBucket.end(of: bucket), slowest[bin]) }
        }
        return slowest[bin]
    }

    private mutating func merge() {
        let size = LatencyBucket.count
        for series in counts.indices { halve(&counts[series], 1, 0, &+) }
        halve(&latencies, size, 0, &+)
        halve(&spent, 1, .zero, +)
        halve(&slowest, 1, 0, max)
        width *= 2
        count = (count + 1) / 2
    }

    /// Makes each two bins of `size` values one, as far as anything is in them.
    private func halve<Value>(_ values: inout [Value], _ size: Int, _ empty: Value, _ join: (Value, Value) -> Value) {
        let half = (count + 1) / 2
        for bin in 0..<half {
            for place in bin * size..<(bin + 1) * size {
                let left = place + bin * size
                values[place] = join(values[left], values[left + size])
            }
        }
        for place in half * size..<count * size { values[place] = empty }
    }
}

extension TimelineBins.Series {
    fileprivate var place: Int {
        switch self {
        case .arrived: 0
        case .answered: 1
        case .degraded: 2
        case .clarified: 3
        case .limited: 4
        case .refused: 5
        case .failed: 6
        case .hits: 7
        case .drifted: 8
        case .breaches: 9
        }
    }
}

/// Latencies in buckets of a quarter of an octave.
enum LatencyBucket {
    /// Shorter ones are in the first bucket: 2⁶ µs.
    private static let firstOctave = 6
    /// How many buckets there are; the last holds what is longer, too: half an hour.
    static let count = 1 + 4 * 25

    /// The bucket of a latency in microseconds.
    static func of(_ latency: Int64) -> Int {
        guard latency >= 1 << firstOctave else { return 0 }
        let octave = 63 - latency.leadingZeroBitCount
        let quarter = Int(latency >> (octave - 2)) & 3
        return min(count - 1, 1 + 4 * (octave - firstOctave) + quarter)
    }

    /// The longest latency of a bucket but the last, in microseconds.
    static func end(of bucket: Int) -> Int64 {
        guard bucket > 0 else { return 1 << firstOctave - 1 }
        guard bucket < count - 1 else { return .max }
        let (octave, quarter) = ((bucket - 1) / 4 + firstOctave, (bucket - 1) % 4)
        return Int64(5 + quarter) << (octave - 2) - 1
    }
}
