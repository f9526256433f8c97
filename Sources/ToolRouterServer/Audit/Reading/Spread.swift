import Glibc

/// How amounts are spread, in bounded memory: their exact sum, and quantiles that are within 1 % of an amount that was there.
///
/// Amounts are counted in buckets that each end 2 % above the one before (C. Masson, J. E. Rim and H. K. Lee, "DDSketch", VLDB
/// 2019): at most some 4,400, whatever they are.
package struct Spread: Sendable {
    /// How many there are.
    package private(set) var count = 0
    /// All together; the largest number where that is more.
    package private(set) var sum: Int128 = 0

    private var zeros = 0
    private var buckets: [Int: Int] = [:]
    /// The smallest and the largest one above nothing, between which all quantiles above nothing lie.
    private var ends: (least: Int128, most: Int128) = (.max, 0)

    private static let growth = log(1.02)

    package init() {}

    /// Adds one; one below nothing counts as nothing.
    package mutating func add(_ amount: Int128) {
        count += 1
        guard amount > 0 else {
            zeros += 1
            return
        }
        let (sum, overflow) = sum.addingReportingOverflow(amount)
        self.sum = overflow ? .max : sum
        ends = (min(ends.least, amount), max(ends.most, amount))
        buckets[Int((log(Double(amount)) / Self.growth).rounded(.up)), default: 0] += 1
    }

    /// The mean, rounded down; nil before the first.
    package var mean: Int128? { count > 0 ? sum / Int128(count) : nil }

    /// The amount that `share` of them do not exceed, by nearest rank; nil before the first.
    package func quantile(_ share: Double) -> Int128? {
        guard count > 0 else { return nil }
        let rank = min(count, max(1, Int((share * Double(count)).rounded(.up))))
        var seen = zeros
        if seen >= rank { return 0 }
        for bucket in buckets.keys.sorted() {
            seen += buckets[bucket] ?? 0
            if seen >= rank {
                // The middle of the bucket, as far from its lower end as from its upper one.
                let middle = Int128(exactly: (exp(Double(bucket) * Self.growth) * 2 / 2.02).rounded()) ?? .max
                return min(max(middle, ends.least), ends.most)
            }
        }
        return nil
    }
}
