import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The summary of a run in Markdown, small enough for the step summary of a CI service.
package struct SummaryReport: Sendable {
    /// Step summaries over 1 MiB are dropped whole (and some below it), so this one stays well under it.
    package static let longest = 900_000
    /// How many drifts of a scenario are shown.
    private static let shownDrifts = 50
    /// How many changes since the golden are shown.
    private static let shownDifferences = 20
    /// How many groups of drifts are shown.
    private static let shownGroups = 20
    /// How many groups have their first drift shown with all that differs.
    private static let shownInFull = 10
    /// How many breaches of an invariant are shown.
    private static let shownBreaches = 10

    private let report: RunReport
    private let commands: [String: ReportCommands]

    /// - Parameter commands: those that people are told to copy, by scenario.
    package init(_ report: RunReport, commands: [String: ReportCommands] = [:]) {
        (self.report, self.commands) = (report, commands)
    }

    /// The text of `summary.md`.
    package var markdown: String {
        var text = "# Replay: \(report.words)\n\n"
        if report.isInterrupted {
            text += "**This report is partial**: the run was interrupted. Requests that were not replayed are neither "
            text += "passed nor missing, and gates were not judged where a scenario was cut short.\n\n"
        }
        text += "| scenario | verdict | requests | answered | asked back | refused | failed | drifted | cache hits "
        text += "| cost USD | p95 ms | strictly right |\n"
        text += "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        for scenario in report.scenarios { text += row(scenario) }
        text += biggestDrifts
        for name in report.notReplayed { text += "\n## \(cell(name)): not replayed\n" }
        if !report.unread.isEmpty { text += "\n## Not read\n\n" }
        for file in report.unread.prefix(Self.shownDrifts) { text += "- \(escaped(Excerpt.visible(file.words)))\n" }
        let more = report.unread.count - Self.shownDrifts
        if more > 0 { text += "- … and \(more) more in drift.json\n" }
        for scenario in report.scenarios where text.utf8.count < Self.longest { text += section(scenario) }
        guard text.utf8.count > Self.longest else { return text }
        return String(decoding: text.utf8.prefix(Self.longest - 100), as: UTF8.self)
            + "\n\n… cut; drift.json has everything.\n"
    }

    /// What somebody reads who has a minute.
    private var biggestDrifts: String {
        let biggest = BiggestDrifts(report)
        guard !biggest.entries.isEmpty else { return "" }
        var text = "\n## \(biggest.title)\n"
        for (number, entry) in biggest.entries.enumerated() {
            // A number of its own, since a list would end at the block of commands.
            text += "\n**\(number + 1).** " + escaped(Excerpt.visible(entry.sentences.joined(separator: " "))) + "\n\n"
            if let commands = commands[entry.scenario.scenario] { text += block(entry.lines(commands), "sh") }
        }
        return text
    }

    private func row(_ scenario: ScenarioReport) -> String {
        let totals = scenario.totals
        let right = totals.accuracy.first { $0.planner == totals.planner }?.accuracy
        let outcomes = ["answered", "clarification", "refused", "failed"].map { "\(totals.totals.outcomes[$0])" }
        let cells =
            [cell(scenario.scenario), scenario.words, "\(totals.totals.requests)"] + outcomes + [
                "\(scenario.findings.failing)",
                totals.totals.cacheHitRatio.map { Percent.text($0) } ?? "–", totals.totals.knownCost?.usdText ?? "–",
                "\(totals.latency.p95 / 1_000)", right.map { "\($0.strict) of \($0.total)" } ?? "–",
            ]
        return "| " + cells.joined(separator: " | ") + " |\n"
    }

    private func section(_ scenario: ScenarioReport) -> String {
        var text = "\n## \(cell(scenario.scenario)): \(scenario.words)\n\n"
        for difference in scenario.madeOtherwise.prefix(Self.shownDifferences) {
            text += "- **Changed since the golden**: \(escaped(Excerpt.visible(difference)))\n"
        }
        if scenario.madeOtherwise.count > Self.shownDifferences {
            text += "- … and \(scenario.madeOtherwise.count - Self.shownDifferences) changes more in drift.json\n"
        }
        if scenario.cutShortBy == .processorTime {
            text +=
                "- **A statement took too much processor time**, and the replay of this scenario ended there: another "
            text += "machine may answer it. Lower `sql.budget.operations`, so that none does\n"
        }
        for doubt in scenario.totals.totals.costDoubts { text += "- \(doubt)\n" }
        text += breaches(scenario.invariants)
        if !scenario.hasGolden {
            text += "- There is no golden: replay where you can look at the answers, then `toolrouter accept`\n"
        }
        for gate in scenario.gates {
            let outcome = gate.isPassed ? "passed" : "**\(gate.outcome.rawValue)**"
            text += "- gate \(cell(gate.name)) \(outcome): \(escaped(Excerpt.visible(gate.words)))\n"
        }
        if scenario.findings.unusableTruths > 0 {
            text +=
                "- **\(Quantity.words(scenario.findings.unusableTruths, "expected statement"))** can't be compared with\n"
            for truth in scenario.findings.unusableTruthExamples {
                text += "  - \(cell(truth.id.text)): \(escaped(Excerpt.visible(truth.problem)))\n"
            }
        }
        for (kind, count) in scenario.findings.kinds.sorted(by: { $0.key < $1.key }) {
            text += "- \(kind.rawValue): \(count)\n"
        }
        for line in scenario.toleranceWords { text += "- \(line)\n" }
        text += placements("SQL, golden to now", scenario.findings.placements, scenario.findings.noContent)
        for (candidate, counts) in scenario.findings.shadows.sorted(by: { $0.key < $1.key }) {
            text += placements(
                "SQL, \(cell(candidate.text)) beside \(cell(scenario.totals.planner.text))", counts,
                scenario.findings.shadowsWithoutContent[candidate] ?? 0)
        }
        for line in scenario.pairWords { text += "- \(escaped(Excerpt.visible(line)))\n" }
        for (planner, accuracy) in scenario.totals.accuracy {
            text += "- accuracy of \(cell(planner.text)): \(accuracy.strict) strict, \(accuracy.spider) spider, "
            text += "\(accuracy.errors) errors, \(accuracy.notComparable) not comparable, of \(accuracy.total)\n"
        }
        for sentence in scenario.absentContent { text += "- \(escaped(sentence))\n" }
        for sentence in scenario.unknownComparisons { text += "- **not comparable**: \(cell(sentence))\n" }
        if scenario.findings.unused > 0 {
            let examples = scenario.findings.unusedExamples.map { cell($0.text) }.joined(separator: ", ")
            let episodes = Quantity.words(
                scenario.findings.unused, "recorded episode was", plural: "recorded episodes were")
            text += "- \(episodes) not asked for: \(examples)"
            text += scenario.findings.unused > scenario.findings.unusedExamples.count ? ", …\n" : "\n"
        }
        if scenario.reordered > 0 {
            let lines = Quantity.words(scenario.reordered, "line", plural: "lines")
            text += "- \(lines) of the recordings out of order\n"
        }
        return text + faults(scenario) + drifts(scenario)
    }

    private func breaches(_ findings: InvariantFindings) -> String {
        var text = ""
        for name in findings.broken {
            text += "- **invariant `\(name)` broke** \(findings.frequency(of: name))\n"
            for breach in findings.breaches(of: name, limit: Self.shownBreaches) {
                text += "  - \(escaped(Excerpt.visible(breach.place))): \(escaped(Excerpt.visible(breach.words)))\n"
            }
        }
        return text
    }

    private func placements(_ title: String, _ counts: [SQLPlacement: Int], _ noContent: Int) -> String {
        guard !counts.isEmpty || noContent > 0 else { return "" }
        var words = SQLPlacement.allCases.map { placement in
            "\(counts[placement] ?? 0) \(placement.rawValue.replacing("_", with: " "))"
        }
        if noContent > 0 { words.append("\(noContent) without content") }
        return "- \(title): \(words.joined(separator: ", "))\n"
    }

    private func faults(_ scenario: ScenarioReport) -> String {
        guard !scenario.faults.isEmpty else { return "" }
        var text = "\n| fault rule | target | kind | wanted | injected |\n|---|---|---|--:|--:|\n"
        for fault in scenario.faults {
            text += "| \(cell(fault.rule)) | \(cell(fault.target)) | \(cell(fault.kind)) | \(fault.wanted) | "
            text += "\(fault.injected) |\n"
        }
        return text
    }

    private func drifts(_ scenario: ScenarioReport) -> String {
        let failing = scenario.findings.failingDrifts
        guard !failing.isEmpty else { return "" }
        var text = groups(scenario)
        text += "\n| request | drift | question |\n|---|---|---|\n"
        for drift in failing.prefix(Self.shownDrifts) {
            text += "| \(cell(drift.id.text)) | \(drift.headline) | \(cell(drift.question ?? "")) |\n"
        }
        if scenario.findings.failing > Self.shownDrifts {
            text += "\n… and \(scenario.findings.failing - Self.shownDrifts) more in drift.json and junit.xml\n"
        }
        for drift in scenario.findings.groups.largestFirst.prefix(Self.shownInFull).map(\.first) {
            text += "\n\(escaped(Excerpt.of(drift.id.text))) \(escaped(Excerpt.of(drift.question ?? "")))\n\n"
            text += block(drift.lines(with: scenario.results))
        }
        return text
    }

    /// The drifts that part at the same place in the same way, where there is more than one of a kind.
    private func groups(_ scenario: ScenarioReport) -> String {
        let groups = scenario.findings.groups.largestFirst
        guard groups.count < scenario.findings.failing else { return "" }
        var text = "\n| parts from the golden at | requests | drift | first |\n|---|--:|---|---|\n"
        for group in groups.prefix(Self.shownGroups) {
            text +=
                "| \(cell(group.cause)) | \(group.count) | \(group.kinds.map(\.rawValue).joined(separator: ", ")) | "
            text += "\(cell(group.first.id.text)) |\n"
        }
        if groups.count > Self.shownGroups { text += "\n… and \(groups.count - Self.shownGroups) groups more\n" }
        return text
    }

    /// Lines as they are, in a block that nothing in them can end.
    private func block(_ lines: [String], _ language: String = "diff") -> String {
        let text = lines.map { Excerpt.visible($0) }.joined(separator: "\n")
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(text)\n\(fence)\n"
    }

    /// Untrusted text as a table cell: one short line in which nothing is markup.
    private func cell(_ text: String) -> String {
        escaped(Excerpt.of(text))
    }

    private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }
}
