import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// A run as a terminal shows it: a line a scenario, the first drifts, and where to read on.
struct RunTable {
    /// How many drifts of a scenario are shown.
    private static let shownDrifts = 10

    private let report: RunReport
    private let workspace: Workspace

    init(_ report: RunReport, _ workspace: Workspace) {
        self.report = report
        self.workspace = workspace
    }

    var text: String {
        let width = report.scenarios.map(\.scenario.count).max() ?? 0
        var lines = report.scenarios.map { line($0, width) }
        for scenario in report.scenarios { lines += details(scenario) }
        lines.append("")
        lines.append("reports: \(workspace.reports)/summary.md, junit.xml, drift.json")
        lines.append(Console.coloured("verdict: \(report.verdict.words)", isGood: report.verdict == .pass))
        return lines.joined(separator: "\n")
    }

    private func line(_ scenario: ScenarioReport, _ width: Int) -> String {
        let totals = scenario.totals
        var parts = [
            Console.coloured(pad(scenario.verdict.words, 14), isGood: scenario.verdict == .pass),
            pad(scenario.scenario, width), "\(totals.totals.requests) requests", "\(scenario.findings.failing) drifted",
        ]
        if let ratio = totals.totals.cacheHitRatio { parts.append("cache \(Percent.text(ratio))") }
        parts.append("\(totals.totals.cost.usdText) USD")
        parts.append("p95 \(totals.latency.p95 / 1_000) ms")
        return parts.joined(separator: "  ")
    }

    private func details(_ scenario: ScenarioReport) -> [String] {
        var lines: [String] = []
        for difference in scenario.headerDifferences {
            lines.append("\(scenario.scenario): the golden was made otherwise: \(difference)")
        }
        if !scenario.hasGolden {
            lines.append("\(scenario.scenario): no golden; make one: toolrouter accept \(scenario.scenario)")
        }
        for gate in scenario.gates where !gate.isPassed {
            lines.append("\(scenario.scenario): gate \(gate.gate.metric.rawValue) failed: \(gate.words)")
        }
        let failing = scenario.findings.drifts.filter { scenario.findings.isFailing($0) }
        for drift in failing.prefix(Self.shownDrifts) {
            lines.append("\(scenario.scenario) \(drift.id): \(drift.headline)  \(Excerpt.of(drift.question ?? ""))")
        }
        if scenario.findings.failing > Self.shownDrifts {
            lines.append("\(scenario.scenario): … and \(scenario.findings.failing - Self.shownDrifts) more")
        }
        if let first = failing.first {
            lines.append("\(scenario.scenario): see one: toolrouter explain \(scenario.scenario) \(first.id)")
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
