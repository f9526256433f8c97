import Histogram

/// How long something took, again and again: counts in fixed buckets, for a time-series database, and an HdrHistogram, for
/// percentiles.
///
/// Buckets and sum are exact. Percentiles are at most 1 % above the exact ones by nearest rank, and never below; that costs 35 KB
/// however many times are recorded. Times beyond an hour count as an hour in percentiles. Histograms of several processes,
/// or of several outcomes, add up.
package struct LatencyHistogram: Sendable {
    private static let longest: UInt64 = 3_600_000_000_000

    package let buckets: LatencyBuckets
    /// How many times lie between the bound before and that of each bucket; the last are beyond all bounds.
    package private(set) var counts: [Int]
    /// All times together, in nanoseconds; `Int64.max` when that is more.
    package private(set) var sum: Int64 = 0
    private var percentiles = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .two)

    package init(_ buckets: LatencyBuckets) {
        self.buckets = buckets
        counts = [Int](repeating: 0, count: buckets.bounds.count + 1)
    }

    /// How many times were recorded.
    package var count: Int { Int(percentiles.totalCount) }

    /// Records one time; a negative one is none.
    package mutating func record(nanoseconds: Int64) {
        let time = max(0, nanoseconds)
        counts[buckets.bounds.firstIndex { time <= $0.nanoseconds } ?? buckets.bounds.count] += 1
        sum = Self.sum(sum, time)
        percentiles.record(min(UInt64(time), Self.longest))
    }

    /// Takes over what another histogram of the same buckets holds.
    package mutating func add(_ other: LatencyHistogram) {
        precondition(counts.count == other.counts.count, "histograms of different buckets don't add up")
        for index in counts.indices { counts[index] += other.counts[index] }
        sum = Self.sum(sum, other.sum)
        percentiles.add(other.percentiles)
    }

    /// The time in nanoseconds that `percent` of 100 are at most, from 0 to 100; 0 before the first.
    package func percentile(_ percent: Double) -> Int64 {
        Int64(percentiles.valueAtPercentile(percent))
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
