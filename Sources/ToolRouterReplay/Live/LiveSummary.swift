import ToolRouter
import ToolRouterFormats

/// What asking a planner live found, in words: for the terminal and as Markdown.
package struct LiveSummary: Sendable {
    /// How many requests that do not always pass are shown.
    private static let shownCases = 20
    /// The first k of pass^k that are shown, and the last one.
    private static let shownPassAll = 10

    private let report: LiveReport

    package init(_ report: LiveReport) {
        self.report = report
    }

    /// The text of `summary.md`. Nothing that a person or a model wrote is markup in it.
    package var markdown: String {
        var text = "# Asked live: \(report.words)\n"
        for scenario in report.scenarios {
            text += "\n## \(MarkdownText.escaped(Excerpt.of(scenario.scenario))): \(scenario.words)\n\n"
            for line in Self.lines(scenario) { text += "- \(MarkdownText.escaped(Excerpt.visible(line)))\n" }
            let cases = Self.shown(scenario)
            if cases.isEmpty { continue }
            text += "\n| request | standing | runs | question |\n|---|---|---|---|\n"
            for shown in cases.prefix(Self.shownCases) {
                let cells = [
                    Excerpt.of(shown.id.text), shown.standing.words, shown.words, Excerpt.of(shown.question ?? ""),
                ]
                text += "| " + cells.map(MarkdownText.escaped).joined(separator: " | ") + " |\n"
            }
            let more = cases.count - Self.shownCases
            if more > 0 { text += "\n… and \(more) more in live.json\n" }
        }
        return text
    }

    /// The lines of the terminal.
    package var lines: [String] {
        report.scenarios.flatMap { scenario in
            let cases = Self.shown(scenario)
            let shown = cases.prefix(Self.shownCases).map {
                "\(Excerpt.of($0.id.text)) \($0.standing.words): \($0.words)"
            }
            let more = cases.count - shown.count
            return (Self.lines(scenario) + shown + (more > 0 ? ["… and \(more) more in live.json"] : []))
                .map { "\(scenario.scenario): \(Excerpt.visible($0))" }
        }
    }

    /// Those that do not pass in every run, the worst first and else in the order of the recording.
    private static func shown(_ scenario: LiveScenarioReport) -> [LiveCase] {
        scenario.cases.filter { $0.unsafe > 0 } + scenario.cases.filter { $0.unsafe == 0 && $0.standing == .failed }
            + scenario.cases.filter { $0.unsafe == 0 && $0.standing == .flaky }
    }

    private static func lines(_ scenario: LiveScenarioReport) -> [String] {
        let estimates = scenario.estimates
        var lines = [
            "asked \(scenario.planner.text) (\(scenario.model)) in \(Quantity.words(scenario.costs.count, "run")) of "
                + "\(scenario.wantedRuns)"
        ]
        switch scenario.endedBy {
        case .interruption: lines.append("interrupted: what was recorded until then is counted")
        case .deadline: lines.append("out of time: what was recorded until then is counted")
        case nil: break
        }
        lines.append(
            LiveCase.Standing.allCases.map { "\(scenario.count($0)) \($0.words)" }.joined(separator: ", "))
        if estimates.trials > 0 {
            let interval = estimates.interval(alpha: LiveScenarioReport.alpha)
            let rate = FixedDigits.percent(Double(estimates.passes) / Double(estimates.trials))
            lines.append(
                "\(estimates.passes) of \(Quantity.words(estimates.trials, "answer")) passed: \(rate) (exactly, at 95 %: "
                    + "\(FixedDigits.percent(interval.lower)) to \(FixedDigits.percent(interval.upper)))")
            let all = estimates.passAll
            let few = all.count > shownPassAll ? all.prefix(shownPassAll - 1) + all.suffix(1) : all[...]
            lines.append(
                "passes in k runs of k: "
                    + few.map { "k = \($0.k): \(FixedDigits.percent($0.rate))" }.joined(separator: ", "))
        }
        if scenario.costs.contains(where: { $0 == nil }) {
            lines.append("the cost is unknown: the model has no price, or replies had no usage")
        } else if let cost = scenario.costs.compactMap({ $0 }).reduce(nil, { ($0 ?? .zero) + $1 }) {
            lines.append("cost \(cost.usdText) USD")
        }
        for offender in scenario.offenders.prefix(shownCases) {
            let why = offender.unsafe > 0 ? "ran what its golden's guard refused" : "is required"
            lines.append("\(Excerpt.of(offender.id.text)) \(why), and \(offender.words)")
        }
        if let gate = scenario.gate { lines.append("gate \(gate.name) \(gate.outcome.rawValue): \(gate.words)") }
        return lines
    }
}

extension LiveCase.Standing {
    /// Itself for a person.
    package var words: String {
        switch self {
        case .passed: "passed"
        case .flaky: "flaky"
        case .failed: "failed"
        case .notJudged: "not judged"
        }
    }
}
