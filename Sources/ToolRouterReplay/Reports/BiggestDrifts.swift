import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The largest groups of drifts of a whole run, the worst kinds first: what somebody reads who has a minute.
struct BiggestDrifts {
    /// How many there are at most.
    private static let most = 3

    /// One of them.
    struct Entry {
        /// The scenario that it was found in.
        let scenario: ScenarioReport
        /// Its drifts.
        let group: DriftGroup
    }

    /// They, the worst first, and of these the largest.
    let entries: [Entry]

    init(_ report: RunReport) {
        let all = report.scenarios.flatMap { scenario in
            scenario.findings.groups.worstFirst.prefix(Self.most).map { Entry(scenario: scenario, group: $0) }
        }
        let sorted = all.enumerated().sorted { left, right in
            let (one, other) = (left.element.group, right.element.group)
            if one.worst != other.worst { return one.worst < other.worst }
            return one.count == other.count ? left.offset < right.offset : one.count > other.count
        }
        entries = sorted.prefix(Self.most).map(\.element)
    }

    /// What they are called together.
    var title: String {
        switch entries.count {
        case 1: "The biggest drift"
        case 2: "The two biggest drifts"
        default: "The three biggest drifts"
        }
    }
}

extension BiggestDrifts.Entry {
    /// What happened, in sentences without line breaks; nothing in them is escaped.
    var sentences: [String] {
        let first = group.first
        var sentences = [
            "\(Quantity.words(group.count, "request")) of \(scenario.scenario) "
                + (group.count == 1 ? "drifted: " : "drifted alike, the first of them ")
                + "\(Excerpt.of(first.id.text))"
                + (first.question.map { " (\(Excerpt.of($0)))" } ?? "") + ".",
            "What differs: \(group.kinds.map(\.rawValue).joined(separator: ", "))"
                + (group.stage.map { ", from stage \($0.rawValue) on" } ?? "") + "; "
                + (group.isOnGoldenTrail ? "the way through the stages is the golden's." : "\(group.place)."),
        ]
        let changes = changes(of: first)
        if !changes.isEmpty {
            sentences.append("\(group.count == 1 ? "It went" : "The first went"): \(changes.joined(separator: "; ")).")
        }
        guard let cause = scenario.madeOtherwise.first else { return sentences }
        let more = scenario.madeOtherwise.count - 1
        let others = more > 0 ? ", and \(Quantity.words(more, "change")) more" : ""
        return sentences + ["Made otherwise since the golden: \(Excerpt.of(cause))\(others)."]
    }

    /// From what to what it went.
    private func changes(of drift: Drift) -> [String] {
        var changes: [String] = []
        if let miss = drift.recordingMiss { changes.append(Excerpt.of(miss)) }
        guard let before = drift.expected, let now = drift.actual else { return changes }
        if let words = DriftChange(drift)?.words { changes.append(words) }
        if drift.kinds.contains(.result), let rows = before.result, let others = now.result {
            changes.append(
                rows.rowCount == others.rowCount
                    ? "\(Quantity.words(rows.rowCount, "row")), other ones"
                    : "rows \(rows.rowCount) → \(others.rowCount)")
        }
        if drift.kinds.contains(.cost) {
            changes.append("cost \(before.bill.cost.words ?? "unknown") → \(now.bill.cost.words ?? "unknown") USD")
        }
        if drift.kinds.contains(.latency) {
            changes.append("latency \(before.latencyMicroseconds) → \(now.latencyMicroseconds) µs")
        }
        return changes
    }

    /// The commands that show the first of them, run the scenario again, and take its answers over where they may be.
    func lines(_ commands: ReportCommands) -> [String] {
        var lines: [String] = []
        // A request that the run lacks can't be explained.
        if group.first.actual != nil, let before = commands.explain.first {
            let beside = group.first.expected == nil ? "" : " --golden"
            let after = commands.explain.dropFirst().joined()
            lines.append("\(before) \(ShellWord.quoted(group.first.id.text))\(beside)\(after)")
        }
        lines.append(commands.replay)
        guard scenario.verdict != .broken else { return lines }
        // The answers of an experiment wait for nobody: they are in the reports.
        if scenario.header.experiment.isEmpty { lines.append(commands.review) }
        return lines + ["\(commands.accept) --reason \"…\""]
    }
}
