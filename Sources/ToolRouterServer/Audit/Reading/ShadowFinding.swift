package import ToolRouter

/// What records say of one candidate, however often somebody looks.
package struct ShadowFinding: Sendable {
    /// The candidate.
    package let candidate: PlannerName
    /// What its records add up to.
    package let records: ShadowRecords
    /// Distinct questions for which exactly one plan would run.
    package let pairs: DiscordantPairs
    /// What they say on their own.
    package let ownVerdict: PairVerdict
    /// What is said of it beside all other candidates, by e-BH.
    package let verdict: PairVerdict
    /// The rate of "the candidate's alone would run" among `pairs`.
    package let rate: RateInterval
    /// By how much the share of the candidate's plans that would run is above the current planner's.
    package let difference: RateInterval
    /// How many more pairs a verdict on its own takes if their rate goes on; nil where none is in sight.
    package let stillNeeded: Int?

    init(_ candidate: PlannerName, _ records: ShadowRecords, isSaid: Bool, alpha: Ratio) {
        (self.candidate, self.records) = (candidate, records)
        pairs = records.discordant
        ownVerdict = pairs.verdict(alpha: alpha)
        verdict = isSaid ? ownVerdict : .goOn
        rate = pairs.rate(alpha: alpha)
        difference = pairs.difference(in: records.judged, alpha: alpha)
        stillNeeded = pairs.stillNeeded(alpha: alpha)
    }

    /// How many more judged questions bring the pairs that are still needed; nil where none are in sight.
    package var requestsStillNeeded: Int? {
        guard let stillNeeded, stillNeeded > 0, pairs.total > 0 else { return stillNeeded }
        let requests = Double(stillNeeded) * Double(records.judged) / Double(pairs.total)
        return Int(exactly: requests.rounded(.up))
    }

    /// By how much its plans differ from the current planner's more often than that one's own do when it is asked twice; nil
    /// where one of the two was never compared.
    package func wobble(beside selfNoise: ShadowRecords?, alpha: Ratio) -> RateInterval? {
        guard let selfNoise, selfNoise.reached(.compared) > 0, records.reached(.compared) > 0 else { return nil }
        return WilsonInterval.difference(
            (records.differing, records.reached(.compared)),
            (selfNoise.differing, selfNoise.reached(.compared)), alpha: alpha)
    }
}
