import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// A run as a terminal shows it: a line a scenario, the first drifts, and where to read on.
struct RunTable {
    /// How many drifts of a scenario are shown.
    private static let shownDrifts = 10
    /// How many changes since the golden are shown.
    private static let shownDifferences = 10
    /// How many breaches of an invariant are shown.
    private static let shownBreaches = 3

    private let report: RunReport
    private let command: ReplayCommand

    init(_ report: RunReport, _ command: ReplayCommand) {
        self.report = report
        self.command = command
    }

    func print() {
        let width = report.scenarios.map(\.scenario.count).max() ?? 0
        let wordsWidth = report.scenarios.map(\.words.count).max() ?? 0
        let outcomesWidth = report.scenarios.map(\.totals.totals.outcomesInWords.count).max() ?? 0
        for scenario in report.scenarios {
            Console.print(line(scenario, wordsWidth, width, outcomesWidth), isGood: scenario.verdict == .pass)
        }
        for name in report.notReplayed { Console.print("\(pad("not replayed", wordsWidth))  \(name)", isGood: false) }
        for file in report.unread { Console.print("\(pad("not read", wordsWidth))  \(file.words)", isGood: false) }
        for scenario in report.scenarios { details(scenario).forEach { Console.print($0) } }
        Console.print("")
        Console.print("reports: \(command.folders.reports)/report.html, summary.md, junit.xml, drift.json")
        Console.print("verdict: \(report.words)", isGood: report.exitCode == 0)
    }

    private func line(_ scenario: ScenarioReport, _ wordsWidth: Int, _ width: Int, _ outcomesWidth: Int) -> String {
        let totals = scenario.totals
        var parts = [
            pad(scenario.words, wordsWidth), pad(scenario.scenario, width),
            pad(totals.totals.outcomesInWords, outcomesWidth),
            failures(scenario),
        ]
        if let ratio = totals.totals.cacheHitRatio { parts.append("cache \(Percent.text(ratio))") }
        parts.append(totals.totals.costInWords)
        parts.append("p95 \(totals.latency.p95 / 1_000) ms")
        return parts.joined(separator: "  ")
    }

    /// How many requests drifted or, where only gates failed, how many of them.
    private func failures(_ scenario: ScenarioReport) -> String {
        let gates = scenario.gates.count { $0.outcome == .failed }
        guard scenario.findings.failing == 0, gates > 0 else { return "\(scenario.findings.failing) drifted" }
        return Quantity.words(gates, "gate failed", plural: "gates failed")
    }

    private func details(_ scenario: ScenarioReport) -> [String] {
        var lines: [String] = []
        for difference in scenario.madeOtherwise.prefix(Self.shownDifferences) {
            lines.append("\(scenario.scenario): changed since the golden: \(difference)")
        }
        if scenario.madeOtherwise.count > Self.shownDifferences {
            lines.append(
                "\(scenario.scenario): … and \(scenario.madeOtherwise.count - Self.shownDifferences) changes more")
        }
        if scenario.cutShortBy == .processorTime {
            lines.append(
                "\(scenario.scenario): a statement took too much processor time; nothing can be said of the rest")
        }
        if !scenario.hasGolden {
            // In CI nothing waits to be accepted: the golden is made where a person can look at it.
            let replay = Environment.isCI ? command.line("replay", scenario) + " && " : ""
            let experiment = command.drawing.isEmpty ? "" : " --from-experiment"
            let accept = command.line("accept", scenario) + experiment + " --reason \"first golden\""
            lines.append("\(scenario.scenario): no golden; make one: \(replay)\(accept)")
        }
        if !scenario.faults.isEmpty {
            let injected = scenario.faults.map(\.injected).reduce(0, +)
            let wanted = scenario.faults.map(\.wanted).reduce(0, +)
            lines.append("\(scenario.scenario): \(Quantity.words(injected, "fault")) injected, \(wanted) wanted")
        }
        for truth in scenario.findings.unusableTruthExamples {
            lines.append(
                "\(scenario.scenario) \(Excerpt.of(truth.id.text)): its expected statement can't be compared with: "
                    + truth.problem)
        }
        let moreTruths = scenario.findings.unusableTruths - scenario.findings.unusableTruthExamples.count
        if moreTruths > 0 { lines.append("\(scenario.scenario): … and \(moreTruths) more expected statements") }
        lines += breaches(scenario)
        lines += scenario.absentContent.map { "\(scenario.scenario): \($0)" }
        lines += scenario.pairWords.map { "\(scenario.scenario): \(Excerpt.visible($0))" }
        lines += scenario.unknownComparisons.map { "\(scenario.scenario): \($0)" }
        lines += scenario.toleranceWords.map { "\(scenario.scenario): \($0)" }
        for gate in scenario.gates where !gate.isPassed {
            lines.append(
                "\(scenario.scenario): gate \(Excerpt.of(gate.name)) \(gate.outcome.rawValue): \(gate.words)")
        }
        lines += drifts(scenario)
        let failing = scenario.findings.failingDrifts
        if let broken = scenario.invariants.breaches.lazy.compactMap(\.request).first {
            lines.append("\(scenario.scenario): see one: \(command.line("explain", scenario, [broken.text]))")
        } else if let first = failing.first(where: { $0.actual != nil }) {
            // A request that the run lacks can't be explained.
            let beside = first.expected == nil ? [] : ["--golden"]
            lines.append(
                "\(scenario.scenario): see one: \(command.line("explain", scenario, [first.id.text] + beside))")
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    /// The drifts, or where there are many, those of one kind together with the first of them.
    private func drifts(_ scenario: ScenarioReport) -> [String] {
        let groups = scenario.findings.groups.largestFirst
        var lines = groups.prefix(Self.shownDrifts).map { group in
            let first = "\(Excerpt.of(group.first.id.text))"
            let question = Excerpt.of(group.first.question ?? "")
            return group.count == 1
                ? "\(scenario.scenario) \(first): \(group.first.headline)  \(question)"
                : "\(scenario.scenario): \(group.headline); first \(first)  \(question)"
        }
        let shown = groups.prefix(Self.shownDrifts).reduce(0) { $0 + $1.count }
        if scenario.findings.failing > shown {
            lines.append("\(scenario.scenario): … and \(scenario.findings.failing - shown) more")
        }
        return lines
    }

    private func breaches(_ scenario: ScenarioReport) -> [String] {
        let findings = scenario.invariants
        var lines: [String] = []
        for name in findings.broken {
            let shown = findings.breaches(of: name, limit: Self.shownBreaches)
            lines += shown.map {
                "\(scenario.scenario): invariant \(name) broke, \(Excerpt.visible($0.place)): \(Excerpt.visible($0.words))"
            }
            let more = findings.count(of: name) - shown.count
            if more > 0 { lines.append("\(scenario.scenario): invariant \(name): … and \(more) more") }
        }
        return lines
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
