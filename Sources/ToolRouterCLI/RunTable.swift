import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// A run as a terminal shows it: a line a scenario, the first drifts, and where to read on.
struct RunTable {
    /// How many drifts of a scenario are shown.
    private static let shownDrifts = 10
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
        Console.print("reports: \(command.folders.reports)/summary.md, junit.xml, drift.json")
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
        parts.append(totals.totals.knownCost.map { "\($0.usdText) USD" } ?? "cost unknown")
        parts.append("p95 \(totals.latency.p95 / 1_000) ms")
        return parts.joined(separator: "  ")
    }

    /// How many requests drifted or, where only gates failed, how many of them.
    private func failures(_ scenario: ScenarioReport) -> String {
        let gates = scenario.gates.count { !$0.isPassed }
        guard scenario.findings.failing == 0, gates > 0 else { return "\(scenario.findings.failing) drifted" }
        return Quantity.words(gates, "gate failed", plural: "gates failed")
    }

    private func details(_ scenario: ScenarioReport) -> [String] {
        var lines: [String] = []
        for difference in scenario.headerDifferences {
            lines.append("\(scenario.scenario): the golden was made differently: \(difference)")
        }
        if scenario.cutShortBy == .processorTime {
            lines.append(
                "\(scenario.scenario): a statement took too much processor time; nothing can be said of the rest")
        }
        if !scenario.hasGolden {
            // In CI nothing waits to be accepted: the golden is made where a person can look at it.
            let replay = Environment.isCI ? command.line("replay", scenario) + " && " : ""
            lines.append("\(scenario.scenario): no golden; make one: \(replay)\(command.line("accept", scenario))")
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
        for gate in scenario.gates where !gate.isPassed {
            lines.append("\(scenario.scenario): gate \(gate.gate.metric.rawValue) failed: \(gate.words)")
        }
        let failing = scenario.findings.failingDrifts
        for drift in failing.prefix(Self.shownDrifts) {
            let question = Excerpt.of(drift.question ?? "")
            lines.append("\(scenario.scenario) \(Excerpt.of(drift.id.text)): \(drift.headline)  \(question)")
        }
        if scenario.findings.failing > Self.shownDrifts {
            lines.append("\(scenario.scenario): … and \(scenario.findings.failing - Self.shownDrifts) more")
        }
        // A request that the run lacks can't be explained.
        let explicable = failing.first { $0.actual != nil }
        if let first = scenario.invariants.breaches.lazy.compactMap(\.request).first ?? explicable?.id {
            lines.append("\(scenario.scenario): see one: \(command.line("explain", scenario, first.text))")
        }
        return lines.isEmpty ? [] : [""] + lines
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
