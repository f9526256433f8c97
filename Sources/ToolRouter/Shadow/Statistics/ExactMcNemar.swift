/// The exact McNemar test: whether discordant pairs fall to one side more often than a fair coin does.
///
/// It holds for one look at pairs whose number was settled beforehand, as in a replay. Looked at again and again until it is
/// small, p means nothing: that is what `DiscordantPairs.verdict(alpha:)` is for.
package enum ExactMcNemar {
    /// How probable it is that a fair coin falls at least as far to either side; 1 without pairs.
    package static func twoSided(_ pairs: DiscordantPairs) -> Double {
        guard pairs.better != pairs.worse else { return 1 }
        return min(1, 2 * BinomialProbability.ofAtMost(min(pairs.better, pairs.worse), heads: pairs.total))
    }
}
