import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Takes the cases of one run as they come: writes them, compares them, counts them.
final class CaseLedger {
    private let run: ScenarioRun
    private let header: GoldenHeader
    private let goldenHeader: GoldenHeader?
    /// Whether the golden's totals are known, too: those of recorded answers are not.
    private let hasGoldenTotals: Bool
    private let answers: GoldenWriter
    private let junit: ScenarioJUnit
    private let footprints: StatementFootprints
    private let examiner: CaseExaminer
    private let watch: RunWatch
    private let timeline: TimelineFold
    private var comparison: GoldenComparison?
    private var findings: Findings
    private let margin: DriftMargin
    private var casePolicies: CasePolicyLedger
    private var latencies: [Int64] = []
    private var digests = ResultDigests()
    /// The line of the answer that was taken last.
    private var line = JSONWriter()
    /// The first rows of the golden's results; nil where it has none, and in a redacted report.
    private let goldenResults: KeptResults?
    /// The first rows of the results of this run; nil where they are not to be kept.
    private var results: KeptResults?

    init(
        run: ScenarioRun, header: GoldenHeader, golden: GoldenSource?, databases: ScenarioDatabases,
        timeline: TimelineFold
    ) throws {
        self.timeline = timeline
        let scenario = run.scenario
        self.run = run
        self.header = header
        goldenHeader = golden?.header
        hasGoldenTotals = golden?.hasTotals ?? false
        answers = try GoldenWriter(
            path: run.workspace.reportAnswers(scenario.name), header: header, option: Workspace.reportsOption)
        junit = try ScenarioJUnit(
            scenario: scenario.name, folder: run.workspace.reportFolder(scenario.name), isRedacted: run.isRedacted,
            cases: run.junitCases, room: run.junitRoom)
        footprints = StatementFootprints(views: databases.views)
        examiner = CaseExaminer(
            planner: scenario.settings.planner.name, confidenceThreshold: scenario.settings.router.confidenceThreshold,
            foldsCase: scenario.settings.router.foldsCase,
            runner: StatementRunner(views: databases.views), footprints: footprints,
            truths: ExpectedStatements(views: databases.views, watch: databases.watch),
            watch: databases.watch, isRedacted: run.isRedacted)
        watch = databases.watch
        findings = Findings(informational: scenario.informationalDriftKinds)
        results = scenario.keepsResults && !run.isRedacted ? KeptResults() : nil
        let kept = run.workspace.goldenResults(scenario.name)
        let goldenRows =
            golden != nil && FileManager.default.fileExists(atPath: kept) ? try KeptResults.read(path: kept) : nil
        goldenResults = run.isRedacted ? nil : goldenRows
        margin = DriftMargin(scenario.tolerance, golden: goldenRows)
        comparison = golden?.comparison(candidates: header.candidates, margin: margin)
        casePolicies = CasePolicyLedger(scenario.casePolicies)
    }

    /// The rows on both sides, as far as reports may show them.
    private var driftResults: DriftResults {
        if run.isRedacted { return .none }
        let hint =
            results == nil
            ? "rows are not kept (`golden: {results: off}`); `toolrouter explain --rows` shows those of now"
            : "these rows are not kept; `toolrouter explain --rows` shows those of now"
        return DriftResults(golden: goldenResults, now: results, hint: hint)
    }

    /// Takes the next case.
    func take(_ done: Case) throws {
        let record = done.makeRecord(&digests)
        let truth = examiner.examine(done, record, &findings)
        // A statement that it was to be compared with may have been stopped for no reason of its own.
        if watch.cause != nil { return }
        if let rows = done.rows, let digest = record.result?.ordered { results?.keep(rows, digest: digest) }
        margin.keep(done.rows, digest: record.result?.ordered)
        line.restart()
        record.write(to: &line)
        try answers.write(line: line.utf8)
        latencies.append(record.latencyMicroseconds)
        timeline.add(done)
        let question = run.isRedacted ? nil : done.request.question
        let isUnchanged = comparison?.isUnchanged(line.utf8) ?? false
        if isUnchanged, done.recordingMiss == nil, casePolicies.isEmpty, run.onCase == nil {
            findings.addUnchanged(record, hasContent: done.hasContent)
            try junit.writePassed(record, question)
            return
        }
        var subject = GoldenComparison.Subject(
            record, question: question, recordingMiss: done.recordingMiss,
            at: done.at, sequence: done.sequence, hasContent: done.hasContent,
            // What waits for its golden answer must not hold the rows of a case.
            footprint: { [footprints, view = DatabaseView(of: done.request), at = done.at] in
                footprints.footprint(of: $0, in: view, at: at)
            })
        subject.answered = done.answered
        if !casePolicies.isEmpty || run.onCase != nil {
            subject.facts = CaseFacts(
                truth: truth, expected: done.expected, caller: done.request.caller,
                view: DatabaseView(of: done.request), at: done.at, isAsked: !done.called.isEmpty)
        }
        if isUnchanged {
            try settle(comparison!.unchanged(subject))
        } else if comparison != nil {
            for compared in try comparison!.compare(subject) { try settle(compared) }
        } else {
            if let miss = done.recordingMiss {
                var drift = Drift(unrecorded: record, question: subject.question, recordingMiss: miss)
                drift.at = done.at
                findings.add(drift)
                timeline.addDrift(at: done.at)
            }
            run.onCase?(GoldenComparison.ComparedRequest(subject: subject, placement: nil, drift: nil), false)
            try junit.writeUncompared(subject)
        }
    }

    /// No more cases come: closes the files and draws up the report.
    func close(_ summary: Replay.Summary) throws -> ScenarioReport {
        // What an interrupted run never asked is not missing.
        if comparison != nil, summary.cutShortBy == nil {
            for compared in try comparison!.finish() { try settle(compared) }
        }
        let scenario = run.scenario
        let done = latencies.count
        let totals = RunTotals(
            planner: scenario.settings.planner.name, totals: summary.totals, latency: takeLatencies(),
            accuracy: findings.accuracy.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let gates = summary.cutShortBy == nil ? try judgeGates(totals) : []
        for gate in gates { try junit.write(gate) }
        try junit.write(summary.invariants)
        if goldenHeader == nil { try junit.writeMissingGolden() }
        try junit.writeUnusableTruths(findings)

        if let end = summary.cutShortBy {
            try junit.write(end, after: done)
            removeAnswers()
        } else {
            try writeAnswers(totals)
        }
        let report = ScenarioReport(
            scenario: scenario.name, directory: scenario.directory, description: scenario.description ?? "",
            header: header,
            hasGolden: goldenHeader != nil,
            madeOtherwise: madeOtherwise, totals: totals, standing: summary.standing,
            findings: findings, invariants: summary.invariants, gates: gates, reordered: summary.reordered,
            faults: summary.faults, withoutContent: summary.withoutContent, cutShortBy: summary.cutShortBy,
            keepsResults: run.isRedacted ? nil : scenario.keepsResults, results: driftResults,
            junit: try junit.finish(
                header, totals, summary.faults, madeOtherwise: madeOtherwise, findings.groups.largestFirst,
                notComparable: findings.notComparable, tolerated: findings.toleratedByKind),
            waits: summary.waits)
        try ReportSection(of: report, timeline.timeline)
            .write(to: run.workspace.reportSection(run.scenario.name))
        return report
    }

    /// Sorts what was gathered where it is: a second copy of it would be the largest thing in memory.
    private func takeLatencies() -> LatencyPercentiles {
        let gathered = latencies
        latencies = []
        return LatencyPercentiles(gathered)
    }

    private func writeAnswers(_ totals: RunTotals) throws {
        try answers.finish()
        try OutputFile.write(
            totals.json, to: run.workspace.reportTotals(run.scenario.name), option: Workspace.reportsOption)
        let path = run.workspace.reportResults(run.scenario.name)
        if let results { try results.write(to: path, option: Workspace.reportsOption) } else { unlink(path) }
    }

    /// What was changed since the golden was made.
    private var madeOtherwise: [String] {
        goldenHeader?.differences(from: header, ignoringCandidates: !run.options.shadows.isEmpty) ?? []
    }

    /// Half of the answers can't be compared or accepted, and those of an earlier run belong to another report.
    private func removeAnswers() {
        unlink(run.workspace.reportAnswers(run.scenario.name))
        unlink(run.workspace.reportTotals(run.scenario.name))
        unlink(run.workspace.reportResults(run.scenario.name))
    }

    private func settle(_ compared: GoldenComparison.ComparedRequest) throws {
        var compared = compared
        compared.drift?.at = compared.subject?.at
        findings.add(compared)
        let isFailing = compared.drift.map { findings.isFailing($0) } ?? false
        if let at = compared.drift?.at, isFailing { timeline.addDrift(at: at) }
        run.onCase?(compared, true)
        casePolicies.take(compared, isFailing: isFailing) { examiner.wasRight($0, $1) }
        try junit.write(compared, isFailing: isFailing, results: driftResults)
    }

    private func judgeGates(_ totals: RunTotals) throws -> [GateResult] {
        // What candidates must keep to is measured in the run alone.
        let shadowGates = run.scenario.shadowGates.map { gate in
            GateResult(
                gate, findings.pairs[gate.candidate]?.strict, wasAsked: header.candidates.contains(gate.candidate))
        }
        guard goldenHeader != nil else { return shadowGates }
        let judged = casePolicies.results() + shadowGates
        guard !run.scenario.gates.isEmpty else { return judged }
        guard hasGoldenTotals else { return run.scenario.gates.map { GateResult(unknownGolden: $0) } + judged }
        let golden = try GoldenTotals.read(path: run.workspace.goldenTotals(run.scenario.name))
        return run.scenario.gates.map { GateResult($0, golden: golden, run: totals) } + judged
    }
}
