/// Counts of whole numbers by size. A count belongs to the first bucket whose bound it does not exceed, as OTLP has it.
struct BucketHistogram: Equatable {
    /// The bounds, in the unit that is recorded, ascending.
    let bounds: [Int64]
    /// One more than there are bounds: the last is for what exceeds all.
    private(set) var counts: [UInt64]
    /// All that was recorded, added up; `Int64.max` when that is more.
    private(set) var sum: Int64 = 0

    init(bounds: [Int64]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// How often something was recorded.
    var count: UInt64 { counts.reduce(0, +) }

    /// Counts `value`; what is negative counts as zero.
    mutating func record(_ value: Int64) {
        let value = max(0, value)
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum = sum.addingClamped(value)
    }
}

extension Int64 {
    /// The sum, or the largest number there is.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
