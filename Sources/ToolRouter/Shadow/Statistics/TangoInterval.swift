/// The interval of the difference of two rates that were measured on the same requests, after one look: T. Tango, "Equivalence
/// test and confidence interval for the difference in proportions for the paired-sample design", Statistics in Medicine 17
/// (1998), 891–908.
///
/// It has every difference that a score test would not refuse, so that "not worse by more than the margin" and its lower end
/// are one question; at a difference of 0 the test is McNemar's.
package enum TangoInterval {
    /// By how much the candidate's rate is above the current planner's among `total` pairs; everything where there are none.
    ///
    /// - Parameter tail: the probability that each end leaves out: α/2 for an interval at the level 1 − α, α for a bound.
    package static func of(_ pairs: DiscordantPairs, in total: Int, tail: Double) -> RateInterval {
        precondition(pairs.total <= total, "\(pairs.total) discordant pairs of \(total)")
        guard total > 0 else { return RateInterval(lower: -1, upper: 1) }
        let observed = Double(pairs.better - pairs.worse) / Double(total)
        let z = NormalQuantile.exceeded(with: tail)
        return RateInterval(
            lower: RateInterval.edge(from: observed, towards: -1) { score(pairs, total, at: $0) <= z },
            upper: RateInterval.edge(from: observed, towards: 1) { score(pairs, total, at: $0) >= -z })
    }

    /// How many standard deviations the observed difference lies above `difference`, were that the true one.
    private static func score(_ pairs: DiscordantPairs, _ total: Int, at difference: Double) -> Double {
        let (all, better, worse) = (Double(total), Double(pairs.better), Double(pairs.worse))
        let distance = better - worse - all * difference
        // The likeliest rate of "only the current planner is right" under that difference is the larger root of a quadratic.
        let (a, b) = (2 * all, (2 * all - better + worse) * difference - better - worse)
        let c = -worse * difference * (1 - difference)
        let root = (max(0, b * b - 4 * a * c).squareRoot() - b) / (2 * a)
        let variance = all * (2 * root + difference * (1 - difference))
        guard variance > 0 else { return distance == 0 ? 0 : distance * .infinity }
        return distance / variance.squareRoot()
    }
}
