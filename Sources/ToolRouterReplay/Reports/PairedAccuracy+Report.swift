import ToolRouter
import ToolRouterFormats

/// At which level reports give intervals; a gate has its own.
private let reportAlpha = Ratio(millionths: 50_000)

extension PairedAccuracy {
    /// The member `pairs` of a candidate.
    func write(to writer: inout JSONWriter) {
        writer.member(
            "pairs",
            object: { pairs in
                pairs.member("strict", object: { strict.write(to: &$0) })
                pairs.member("spider", object: { spider.write(to: &$0) })
            })
    }
}

extension PairedOutcomes {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("both", both)
        writer.member("only_current", onlyCurrent)
        writer.member("only_candidate", onlyCandidate)
        writer.member("neither", neither)
        writer.member("not_comparable", notComparable)
        writer.member("repeats", repeats)
        writer.member("beyond", beyond)
        writer.estimate("current", share(current), WilsonInterval.of(current, in: total, alpha: reportAlpha))
        writer.estimate("candidate", share(candidate), WilsonInterval.of(candidate, in: total, alpha: reportAlpha))
        writer.estimate("difference", difference, difference(alpha: reportAlpha))
        writer.key("p")
        writer.literal(FixedDigits.probability(ExactMcNemar.twoSided(discordant)))
    }

    private func share(_ count: Int) -> Double? { total > 0 ? Double(count) / Double(total) : nil }

    /// What is no pair, for the end of a line; nothing where there is nothing.
    var leftOut: String {
        [
            (notComparable, "not comparable"), (repeats, "repeats of a question"),
            (beyond, "beyond \(DistinctQuestions.most) questions"),
        ].map { count, words in count > 0 ? "; \(count) \(words)" : "" }.joined()
    }

    /// In a line for a person: how often each was right, the difference, and whether that may be chance.
    fileprivate var words: String {
        guard let difference else { return "no pair can be compared" + leftOut }
        let interval = self.difference(alpha: reportAlpha)
        return "\(candidate) of \(total), the planner \(current): \(FixedDigits.points(difference)) points "
            + "(95 %: \(FixedDigits.points(interval.lower)) to \(FixedDigits.points(interval.upper))), "
            + "\(onlyCandidate) better and \(onlyCurrent) worse, \(FixedDigits.p(ExactMcNemar.twoSided(discordant)))"
            + leftOut
    }
}

extension JSONWriter {
    fileprivate mutating func estimate(_ name: String, _ rate: Double?, _ interval: RateInterval) {
        member(
            name,
            object: { writer in
                writer.key("rate")
                if let rate { writer.literal(FixedDigits.rate(rate)) } else { writer.null() }
                writer.key("lower")
                writer.literal(FixedDigits.rate(interval.lower))
                writer.key("upper")
                writer.literal(FixedDigits.rate(interval.upper))
            })
    }
}

extension ScenarioReport {
    /// A sentence for each candidate and rule: how often it was right beside the planner.
    package var pairWords: [String] {
        findings.pairs.sorted { $0.key < $1.key }.flatMap { candidate, pairs in
            [("strictly right", pairs.strict), ("right by Spider's rule", pairs.spider)].map { rule, outcomes in
                "\(candidate.text) \(rule): \(outcomes.words)"
            }
        }
    }
}
