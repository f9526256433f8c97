import ToolRouter
package import ToolRouterFormats

extension LiveGate {
    /// Whether the share of passing answers is at least what is asked for, after one look, at the level α for either answer.
    ///
    /// It is when the lower end of the one-sided Clopper–Pearson interval is not below it, it is not when the upper end is;
    /// anything else is inconclusive: there are too few runs to tell.
    package func judge(_ estimates: PassEstimates) -> GateResult {
        let bounds = ClopperPearsonInterval.of(estimates.passes, in: estimates.trials, tail: alpha.value)
        let outcome: GateResult.Outcome =
            if estimates.trials == 0 {
                .inconclusive
            } else if bounds.lower >= atLeast.value {
                .passed
            } else if bounds.upper < atLeast.value {
                .failed
            } else {
                .inconclusive
            }
        var words = "\(estimates.passes) of \(Quantity.words(estimates.trials, "answer")) passed: "
        words +=
            "at least \(FixedDigits.percent(bounds.lower)) and at most \(FixedDigits.percent(bounds.upper)), each at "
        words += "\(FixedDigits.percent(1 - alpha.value)); wanted is at least \(FixedDigits.percent(atLeast.value))"
        if outcome == .inconclusive {
            words +=
                needed(estimates).map { "; about \($0) answers would tell, if they go on so" }
                ?? "; more runs would tell"
        }
        return GateResult(name: Self.name, outcome: outcome, words: words)
    }

    /// The most answers that are foreseen.
    private static let mostForeseen = 1_000_000

    /// How many answers in all it takes to tell if as many go on to pass; nil where none is in sight.
    private func needed(_ estimates: PassEstimates) -> Int? {
        guard estimates.trials > 0 else { return nil }
        func tells(_ total: Int) -> Bool {
            let passes = Int((Double(estimates.passes) / Double(estimates.trials) * Double(total)).rounded())
            let bounds = ClopperPearsonInterval.of(passes, in: total, tail: alpha.value)
            return bounds.lower >= atLeast.value || bounds.upper < atLeast.value
        }
        var (short, enough) = (estimates.trials, 2 * estimates.trials)
        while !tells(enough) {
            guard enough < Self.mostForeseen else { return nil }
            (short, enough) = (enough, 2 * enough)
        }
        while enough - short > max(1, enough / 100) {
            let middle = short + (enough - short) / 2
            if tells(middle) { enough = middle } else { short = middle }
        }
        return enough
    }
}
