import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// A report on candidates for a person to read.
struct ShadowReportText {
    private let report: ShadowReport
    private let level: String

    init(_ report: ShadowReport) {
        self.report = report
        level = FixedDigits.percent(1 - report.query.alpha.value)
    }

    var lines: [String] {
        var lines: [String] = []
        for finding in report.candidates {
            lines += section(finding.candidate, finding.records)
            lines += verdict(finding) + wobble(finding) + [""]
        }
        if let selfNoise = report.selfNoise {
            lines += section(.selfNoise, selfNoise)
            lines.append("  this is the planner itself, asked a second time: how much it differs from itself")
        } else {
            lines.append(
                "the planner was not asked a second time (`self_noise`): how much it differs from itself is not known")
        }
        return lines
    }

    private func section(_ candidate: PlannerName, _ records: ShadowRecords) -> [String] {
        let planners = records.planners.sorted().map { Excerpt.of($0.text) }.joined(separator: ", ")
        let beside = planners.isEmpty ? "" : " beside \(planners)"
        let period = "\(RFC3339.text(records.earliest)) to \(RFC3339.text(records.latest))"
        return ["\(Excerpt.of(candidate.text))\(beside), \(period)", ""]
            + funnel(records) + plans(records) + matrix(records) + sides(records)
    }

    private func funnel(_ records: ShadowRecords) -> [String] {
        var rows = [["requests", "", ""]]
        for step in ShadowStep.allCases {
            let losses = records.losses(at: step)
            let lost = losses.map { "\($0.count) \(Self.words($0.end))" }.joined(separator: ", ")
            let count = losses.reduce(0) { $0 + $1.count }
            rows.append([
                "  \(step.rawValue)", "\(records.reached(step))", lost.isEmpty ? "" : "\(count) lost: \(lost)",
            ])
        }
        // What is not in the sample is no loss.
        var lines = TextTable(rows, numbers: [1]).lines
        let errors = records.codes.sorted { $0.key.rawValue < $1.key.rawValue }
        if !errors.isEmpty {
            lines.append("  its errors: " + errors.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", "))
        }
        if records.withoutEnd > 0 {
            let old = Quantity.words(records.withoutEnd, "record")
            lines.append("  and \(old) of an older program, of which only the cost is known")
        }
        lines += dropped
        return lines + [""]
    }

    /// What the audit could not keep, which no funnel has.
    private var dropped: [String] {
        let dropped = report.dropped
        guard !dropped.isNothing else { return [] }
        var words = ["\(dropped.comparisons) of them comparisons with candidates"]
        if dropped.ofUnknownKind > 0 { words.append("\(dropped.ofUnknownKind) of unknown kind") }
        if dropped.uncounted > 0 { words.append("and more that nobody counted") }
        return [
            "  not in here: \(Quantity.words(dropped.records, "record")) that the audit dropped in this time, "
                + words.joined(separator: ", ")
        ]
    }

    private func plans(_ records: ShadowRecords) -> [String] {
        let compared = records.reached(.compared)
        guard compared > 0 else { return [] }
        var rows = [["plans compared", "", "", ""]]
        for (end, words) in [
            (ShadowEnd.sameText, "same text"), (.sameProgram, "same program"), (.different, "different"),
            (.otherTool, "other tool"),
        ] {
            let count = records.ends[end] ?? 0
            let reads =
                end == .different && count > 0 ? "\(records.differentWithSameReads) of them read the same" : ""
            rows.append(["  \(words)", "\(count)", FixedDigits.percent(Double(count) / Double(compared)), reads])
        }
        return TextTable(rows, numbers: [1, 2]).lines + [""]
    }

    private func matrix(_ records: ShadowRecords) -> [String] {
        func count(_ current: PlanVerdict.Name, _ candidate: PlanVerdict.Name) -> Int {
            records.pairs[VerdictPair(current: current, candidate: candidate)] ?? 0
        }
        let names = PlanVerdict.Name.allCases
        let currents = names.filter { current in names.contains { count(current, $0) > 0 } }
        let candidates = names.filter { candidate in names.contains { count($0, candidate) > 0 } }
        guard !currents.isEmpty else { return [] }
        let rows =
            [["planner \\ candidate"] + candidates.map(Self.words)]
            + currents.map { current in ["  \(Self.words(current))"] + candidates.map { "\(count(current, $0))" } }
        return TextTable(rows, numbers: Set(1...candidates.count)).lines + [""]
    }

    /// Cost and time on both sides.
    private func sides(_ records: ShadowRecords) -> [String] {
        var lines: [String] = []
        if records.cost.candidate.count > 0 {
            lines += table("USD a request", records.cost) { Money(yoctodollars: $0).shortText }
        }
        if records.unknownCosts > 0 {
            let requests = Quantity.words(records.unknownCosts, "compared request")
            lines.append("  left out: \(requests) where the cost of a side is unknown")
        }
        if !lines.isEmpty { lines.append("") }
        if records.time.candidate.count > 0 {
            lines += table("ms to a plan", records.time) { "\(($0 + ($0 < 0 ? -500 : 500)) / 1_000)" } + [""]
        }
        return lines
    }

    private func table(_ title: String, _ sides: ShadowRecords.Sides, _ text: (Int128) -> String) -> [String] {
        func row(_ name: String, _ figures: [Int128?]) -> [String] {
            ["  \(name)"] + figures.map { $0.map(text) ?? "-" }
        }
        func figures(_ spread: Spread) -> [Int128?] { [spread.mean] + [0.5, 0.95, 0.99].map(spread.quantile) }
        let (own, other) = (figures(sides.candidate), figures(sides.current))
        let differences = zip(own, other).map { own, other in own.flatMap { own in other.map { own - $0 } } }
        return TextTable(
            [
                [title, "mean", "p50", "p95", "p99"], row("candidate", own), row("planner", other),
                row("difference", differences),
            ], numbers: [1, 2, 3, 4]
        ).lines
    }

    private func verdict(_ finding: ShadowFinding) -> [String] {
        let pairs = finding.pairs
        var lines = ["verdict: \(Self.words(finding.verdict))"]
        lines.append(
            "  of \(Quantity.words(finding.records.judged, "question")) judged on both sides, \(pairs.better) where only the "
                + "candidate's plan is approved, \(pairs.worse) where only the planner's" + leftOut(finding.records))
        let (rate, difference) = (finding.rate, finding.difference)
        lines.append(
            "  approved plans: \(FixedDigits.points(difference.lower)) to \(FixedDigits.points(difference.upper)) points "
                + "(\(level), however often one looks)")
        guard pairs.total > 0 else { return lines + ["  nothing tells the two apart so far"] }
        let (has, needs) = (pairs.logarithmOfE, report.query.alpha.logarithmOfThreshold)
        lines.append(
            "  better in \(FixedDigits.percent(rate.lower)) to \(FixedDigits.percent(rate.upper)) of questions with one plan "
                + "approved (\(level), the same); ln E \(Self.hundredths(has)), a verdict takes \(Self.hundredths(needs))"
        )
        if finding.ownVerdict != finding.verdict {
            lines.append(
                "  alone it would be said to be \(Self.words(finding.ownVerdict)); beside \(report.tested - 1) other "
                    + "candidates that may be chance (e-BH)")
        } else if finding.verdict == .goOn {
            if let more = finding.stillNeeded, let requests = finding.requestsStillNeeded {
                lines.append(
                    "  if this goes on, about \(more) more such questions settle it: some \(requests) more that are judged"
                )
            } else {
                lines.append("  both sides are so even that no verdict is in sight")
            }
        }
        return lines
    }

    /// Pairs that are not in the test.
    private func leftOut(_ records: ShadowRecords) -> String {
        var words = ""
        if records.repeats > 0 { words += "; \(Quantity.words(records.repeats, "repeat")) of a question left out" }
        if records.beyond > 0 {
            words += "; \(records.beyond) left out beyond \(DistinctQuestions.most) questions, or without a digest"
        }
        return words
    }

    /// How much the candidate differs from the planner, beside how much that one differs from itself.
    private func wobble(_ finding: ShadowFinding) -> [String] {
        guard let selfNoise = report.selfNoise,
            let interval = finding.wobble(beside: selfNoise, alpha: report.query.alpha)
        else { return [] }
        func share(_ records: ShadowRecords) -> String {
            FixedDigits.percent(Double(records.differing) / Double(records.reached(.compared)))
        }
        let isMore = interval.lower > 0 ? "more than its wobble" : "no more than its wobble, as far as can be told"
        let points = "\(FixedDigits.points(interval.lower)) to \(FixedDigits.points(interval.upper)) points"
        return [
            "  plans differ in \(share(finding.records)), the planner's own in \(share(selfNoise)) when it is asked twice: "
                + "\(points) (\(level), one look), \(isMore)"
        ]
    }

    private static func hundredths(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }

    private static func words(_ verdict: PairVerdict) -> String {
        switch verdict {
        case .better: "better"
        case .worse: "worse"
        case .goOn: "none yet, ask on"
        }
    }

    private static func words(_ name: PlanVerdict.Name) -> String {
        switch name {
        case .approved: "approved"
        case .refused: "refused"
        case .clarification: "asks back"
        case .absent: "no plan"
        case .unjudged: "not judged"
        }
    }

    private static func words(_ end: ShadowEnd) -> String {
        switch end {
        case .unreadable: "without a readable plan"
        case .currentAbsent: "without a reply of the planner"
        case .unjudged: "not judged"
        case .budgetExhausted: "without money"
        case .failed: "failed calls"
        default: end.rawValue.replacing("_", with: " ")
        }
    }
}

extension Money {
    /// With at most eight digits after the point, of which a person reads no more.
    fileprivate var shortText: String {
        let step: Int128 = 10_000_000_000_000_000
        return Money(yoctodollars: yoctodollars / step * step).usdText
    }
}
