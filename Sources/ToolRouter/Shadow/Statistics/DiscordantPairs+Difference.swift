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
        let half = Ratio(millionths: max(1, alpha.millionths / 2))
        let share = DiscordantPairs(better: self.total, worse: total - self.total).rate(alpha: half)
        let rate = rate(alpha: half)
        let (low, high) = (2 * rate.lower - 1, 2 * rate.upper - 1)
        return RateInterval(
            lower: low * (low < 0 ? share.upper : share.lower), upper: high * (high > 0 ? share.upper : share.lower))
    }
}
