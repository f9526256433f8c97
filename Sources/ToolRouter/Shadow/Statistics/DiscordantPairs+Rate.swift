extension DiscordantPairs {
    /// The rate of "candidate better" among discordant pairs, as far as they tell: all rates against which the bet of
    /// `logarithmOfE` does not hold 1/α. The sequence of these intervals, one after each pair, has the true rate in all of
    /// them at once with probability 1 − α at least; a half outside is the verdict.
    package func rate(alpha: Ratio) -> RateInterval {
        rate(threshold: alpha.logarithmOfThreshold)
    }

    /// The same for a bet that does not hold e to the power of `threshold`.
    func rate(threshold: Double) -> RateInterval {
        guard total > 0 else { return RateInterval(lower: 0, upper: 1) }
        let observed = Double(better) / Double(total)
        let holds = { (rate: Double) in Self.mixture(Double(better), of: Double(total), at: rate) < threshold }
        return RateInterval(
            lower: RateInterval.edge(from: observed, towards: 0, holds: holds),
            upper: RateInterval.edge(from: observed, towards: 1, holds: holds))
    }

    /// The most pairs that are foreseen; beyond, a difference is too small to be worth waiting for.
    package static let mostForeseen = 100_000_000

    /// How many more pairs a verdict takes if the observed rate goes on; 0 where there is one, nil where none is in sight:
    /// without pairs, at one half, or beyond `mostForeseen` in all.
    package func stillNeeded(alpha: Ratio) -> Int? {
        let threshold = alpha.logarithmOfThreshold
        if logarithmOfE >= threshold { return 0 }
        guard better != worse else { return nil }
        let observed = Double(better) / Double(total)
        // With the rate kept, ln E falls at most once and then rises for good: what is not reached now is reached once.
        let reached = { (all: Int) in Self.logarithmOfE(observed * Double(all), of: Double(all)) >= threshold }
        var (short, enough) = (total, max(2 * total, 16))
        while !reached(enough) {
            guard enough < Self.mostForeseen else { return nil }
            (short, enough) = (enough, min(2 * enough, Self.mostForeseen))
        }
        while enough - short > 1 {
            let middle = short + (enough - short) / 2
            if reached(middle) { enough = middle } else { short = middle }
        }
        return enough - total
    }
}
