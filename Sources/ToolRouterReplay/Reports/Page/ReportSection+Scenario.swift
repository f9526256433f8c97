import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension ReportSection {
    /// How many breaches of each invariant the page shows.
    private static let shownBreaches = 20
    /// The longest statement among the disagreements, in Unicode scalars.
    private static let longestStatement = 2_000

    /// What the page shows of a replay.
    init(of report: ScenarioReport, _ timeline: Timeline) {
        var head = JSONWriter()
        let cases = DriftedCases(report.findings, report.results, from: timeline.start)
        head.object { file in
            report.writeFigures(
                to: &file,
                breaches: report.invariants.broken.flatMap {
                    report.invariants.breaches(of: $0, limit: Self.shownBreaches)
                })
            file.member("words", report.words)
            file.member("description", report.description)
            file.member("has_golden", report.hasGolden)
            file.member("seed", "\(report.header.seed)")
            file.member("cases_omitted", report.findings.omittedDrifts + cases.omitted)
            file.member("failing", report.findings.failing)
            file.member("first", report.findings.failingDrifts.first?.id.text)
            file.key("notes")
            file.array(Self.notes(report))
            file.key("pair_words")
            file.array(report.pairWords)
            file.member("cache_hit_ratio", report.totals.totals.cacheHitRatio.map { Percent.text($0) })
            file.member(
                "costs",
                array: { list in
                    for row in report.totals.totals.spending.sorted { row.write(to: &list) }
                })
            file.member(
                "agreement",
                object: { list in
                    for (candidate, totals) in report.totals.totals.shadows.sorted(by: { $0.key < $1.key }) {
                        list.member(candidate.text, array: { Self.write(totals.pairs, to: &$0) })
                    }
                })
            file.member(
                "disagreements",
                object: { list in
                    for (candidate, some) in report.findings.disagreements.sorted(by: { $0.key < $1.key }) {
                        list.member(
                            candidate.text,
                            array: { list in
                                for one in some { Self.write(one, to: &list) }
                            })
                    }
                })
        }
        var written = JSONWriter()
        timeline.write(to: &written)
        self.init(head: head.utf8, timeline: written.utf8, cases: cases.lines)
    }

    /// What is to be said besides.
    private static func notes(_ report: ScenarioReport) -> [String] {
        var notes = report.totals.totals.costDoubts + report.absentContent + report.unknownComparisons
        switch report.cutShortBy {
        case .interruption: notes.append("The run was interrupted: what follows is about the requests until then.")
        case .processorTime:
            notes.append(
                "A statement took too much processor time, and the replay of this scenario ended there: lower "
                    + "sql.budget.operations, so that none does.")
        case nil: break
        }
        if report.findings.unusableTruths > 0 {
            notes.append(
                "\(Quantity.words(report.findings.unusableTruths, "expected statement")) can't be compared with.")
        }
        if report.reordered > 0 {
            notes.append(
                "\(Quantity.words(report.reordered, "line", plural: "lines")) of the recordings were out of order.")
        }
        if report.findings.unused > 0 {
            notes.append(
                Quantity.words(report.findings.unused, "recorded episode was", plural: "recorded episodes were")
                    + " not asked for.")
        }
        return notes
    }

    private static func write(_ pairs: Tally<VerdictPair>, to list: inout JSONWriter) {
        for current in PlanVerdict.Name.allCases {
            for candidate in PlanVerdict.Name.allCases {
                let count = pairs[VerdictPair(current: current, candidate: candidate)]
                guard count > 0 else { continue }
                list.array { cell in
                    cell.string(current.rawValue)
                    cell.string(candidate.rawValue)
                    cell.integer(count)
                }
            }
        }
    }

    private static func write(_ disagreement: Findings.Disagreement, to list: inout JSONWriter) {
        list.object { item in
            item.member("id", disagreement.id.text)
            if let question = disagreement.question { item.member("question", Excerpt.cut(question, to: 300)) }
            item.member("placement", disagreement.placement.rawValue)
            item.words(
                "words",
                WordDiff(
                    from: Excerpt.cut(disagreement.current ?? "", to: longestStatement),
                    to: Excerpt.cut(disagreement.candidate ?? "", to: longestStatement)))
        }
    }
}

/// The lines of the drifted requests of a section, the most telling first: the first of the run and of each group, then the others,
/// those that fail before those that are information.
struct DriftedCases {
    private(set) var lines: [[UInt8]] = []
    /// Those that there was no room for.
    private(set) var omitted = 0
    private var bytes = 0

    init(_ findings: Findings, _ results: DriftResults, from start: Timestamp?) {
        let firsts = Set(findings.groups.all.map(\.first.id) + findings.failingDrifts.prefix(1).map(\.id))
        let others = findings.failingDrifts.filter { !firsts.contains($0.id) }
        let worstFirst = others.enumerated().sorted {
            ($0.element.kinds[0], $0.offset) < ($1.element.kinds[0], $1.offset)
        }
        for drift in findings.failingDrifts.filter({ firsts.contains($0.id) }) + worstFirst.map(\.element) {
            add(drift, isFailing: true, start, results)
        }
        for drift in findings.informationalDrifts { add(drift, isFailing: false, start, results) }
    }

    private mutating func add(_ drift: Drift, isFailing: Bool, _ start: Timestamp?, _ results: DriftResults) {
        // Of what has no room the list still tells, up to the same number of bytes once more.
        guard bytes < 2 * ReportSection.mostCaseBytes else {
            omitted += 1
            return
        }
        var writer = JSONWriter()
        if bytes < ReportSection.mostCaseBytes {
            drift.writeCase(to: &writer, isFailing: isFailing, from: start, results)
        }
        if writer.utf8.isEmpty || writer.utf8.count > ReportSection.longestCase {
            writer = JSONWriter()
            drift.writeListed(to: &writer, isFailing: isFailing, from: start)
        }
        bytes += writer.utf8.count + 1
        lines.append(writer.utf8)
    }
}

extension SpendingByModel {
    /// The rows by planner and model, those of candidates last.
    fileprivate var sorted: [Row] {
        rows.sorted {
            ($0.isCandidate ? 1 : 0, $0.planner.text, $0.model) < ($1.isCandidate ? 1 : 0, $1.planner.text, $1.model)
        }
    }
}

extension SpendingByModel.Row {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { row in
            row.member("planner", planner.text)
            row.member("candidate", isCandidate)
            row.member("model", model)
            for (name, count) in usage.named where count > 0 { row.member("tokens_\(name)", count) }
            row.key("cost_usd")
            row.literal(cost.usdText)
            for status in CostStatus.allCases { row.member(status.rawValue, self[status]) }
        }
    }
}
