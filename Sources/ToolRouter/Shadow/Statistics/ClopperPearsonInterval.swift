/// The exact interval of a rate after one look (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934): what is outside is ruled out
/// by binomial tails, not by an approximation of them.
///
/// Where the trials have rates of their own, it holds for the mean of these: their sum is spread less than a binomial one of
/// that mean (W. Hoeffding, Annals of Mathematical Statistics 27, 1956), so that the interval is, if anything, too wide.
package enum ClopperPearsonInterval {
    /// The rate of `count` in `total`, at the level 1 − α; everything where there is no total.
    package static func of(_ count: Int, in total: Int, alpha: Ratio) -> RateInterval {
        of(count, in: total, tail: alpha.value / 2)
    }

    /// The same with `tail` left out on each side, above 0 and at most one half.
    package static func of(_ count: Int, in total: Int, tail: Double) -> RateInterval {
        precondition(count >= 0 && count <= total, "\(count) of \(total)")
        guard total > 0 else { return RateInterval(lower: 0, upper: 1) }
        let rate = Double(count) / Double(total)
        let lower = RateInterval.edge(from: rate, towards: 0) { rate in
            count > 0 && BinomialProbability.ofAtLeast(count, in: total, at: rate) > tail
        }
        let upper = RateInterval.edge(from: rate, towards: 1) { rate in
            count < total && BinomialProbability.ofAtMost(count, in: total, at: rate) > tail
        }
        return RateInterval(lower: count == 0 ? 0 : lower, upper: count == total ? 1 : upper)
    }
}
