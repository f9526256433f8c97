import Glibc

extension DiscordantPairs {
    /// By how much the candidate's rate of doing well is above the current planner's among `total` pairs, whenever and
    /// however often somebody looks: in all intervals at once with probability 1 − α at least.
    ///
    /// The difference is d·(2θ − 1), with d the share of pairs that are discordant and θ the rate of "candidate better" among
    /// these. Each has a confidence sequence at the level 1 − α/2 (see `rate(alpha:)`), so that both hold together.
    ///
    /// - Precondition: `total` counts the discordant ones, too.
    package func difference(in total: Int, alpha: Ratio) -> RateInterval {
        precondition(self.total <= total, "\(self.total) discordant pairs of \(total)")
        // As a number: half of a level need not be whole millionths.
        let threshold = -log(alpha.value / 2)
        let share = DiscordantPairs(better: self.total, worse: total - self.total).rate(threshold: threshold)
        let rate = rate(threshold: threshold)
        let (low, high) = (2 * rate.lower - 1, 2 * rate.upper - 1)
        return RateInterval(
            lower: low * (low < 0 ? share.upper : share.lower), upper: high * (high > 0 ? share.upper : share.lower))
    }
}
