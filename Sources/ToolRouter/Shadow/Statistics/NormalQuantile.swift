import Glibc

/// The normal distribution, for intervals that rest on it.
enum NormalQuantile {
    /// The number of standard deviations that is exceeded with probability `tail`.
    ///
    /// - Precondition: 0 < `tail` ≤ 1/2.
    static func exceeded(with tail: Double) -> Double {
        precondition(tail > 0 && tail <= 0.5, "a tail of \(tail)")
        return RateInterval.edge(from: 0, towards: 40) { erfc($0 / 2.0.squareRoot()) / 2 >= tail }
    }
}
