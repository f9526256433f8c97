import Glibc

extension BinomialProbability {
    /// The probability of at most `count` of `total` draws, each with probability `rate`.
    ///
    /// - Precondition: 0 ≤ `count` ≤ `total`, and 0 ≤ `rate` ≤ 1.
    package static func ofAtMost(_ count: Int, in total: Int, at rate: Double) -> Double {
        precondition(count >= 0 && count <= total, "\(count) of \(total) draws")
        if count == total || rate == 0 { return 1 }
        if rate == 1 { return 0 }
        // Only the smaller tail is a sum of falling terms.
        guard Double(count) <= Double(total) * rate else { return 1 - ofAtLeast(count + 1, in: total, at: rate) }
        let odds = (1 - rate) / rate
        return falling(from: count, in: total, at: rate, until: 0, by: -1) { place in
            odds * Double(place) / Double(total - place + 1)
        }
    }

    /// The probability of at least `count` of `total` draws, each with probability `rate`.
    ///
    /// - Precondition: 0 ≤ `count` ≤ `total`, and 0 ≤ `rate` ≤ 1.
    package static func ofAtLeast(_ count: Int, in total: Int, at rate: Double) -> Double {
        precondition(count >= 0 && count <= total, "\(count) of \(total) draws")
        if count == 0 || rate == 1 { return 1 }
        if rate == 0 { return 0 }
        guard Double(count) >= Double(total) * rate else { return 1 - ofAtMost(count - 1, in: total, at: rate) }
        let odds = rate / (1 - rate)
        return falling(from: count, in: total, at: rate, until: total, by: 1) { place in
            odds * Double(total - place) / Double(place + 1)
        }
    }

    /// The sum of probabilities from `start` to `end`, each the one before it times `ratio`, which is at most 1.
    private static func falling(
        from start: Int, in total: Int, at rate: Double, until end: Int, by step: Int, ratio: (Int) -> Double
    ) -> Double {
        var (sum, term, place) = (1.0, 1.0, start)
        while place != end, term > sum * 1e-18 {
            term *= ratio(place)
            sum += term
            place += step
        }
        return min(1, exp(logarithm(of: Double(start), in: Double(total), at: rate) + log(sum)))
    }
}
