import Foundation
package import ToolRouter
package import ToolRouterFormats

/// The runs of one scenario in which a planner was asked live: each is kept as a recording and replayed from it, by the very
/// replay that every recording has.
package struct LiveRuns: Sendable {
    private let scenario: Scenario
    private let workspace: Workspace
    private let isRedacted: Bool
    private let tally: LiveTally

    /// - Parameter isRedacted: leaves questions out of the reports; recordings hold them.
    package init(_ scenario: Scenario, in workspace: Workspace, isRedacted: Bool) {
        (self.scenario, self.workspace, self.isRedacted) = (scenario, workspace, isRedacted)
        let required = scenario.casePolicies.lazy.compactMap { policy -> CasePolicy.Required? in
            if case .everyRequiredCasePasses(let cases) = policy { cases } else { nil }
        }
        tally = LiveTally(requiring: required.first)
    }

    /// The folder of all runs.
    private var folder: String { workspace.reportFolder(scenario.name) + "/live" }

    /// The recording of a run, whose number is from 1.
    package func recording(_ run: Int) -> String { "\(folder)/run-\(run)/traffic.jsonl" }

    /// Removes what earlier runs left.
    package func removeFormer() throws(FileError) {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw FileError(
                cannotWrite: folder, because: "an earlier run's files can't be removed", remedy: "remove the folder")
        }
    }

    /// Writes the recording of a run.
    ///
    /// - Parameter source: what was asked, for people.
    package func record(
        _ exchanges: [RecordedExchange], of run: Int, since epoch: Timestamp, source: String
    ) throws(FileError) {
        try OutputFolder.make("\(folder)/run-\(run)", option: Workspace.reportsOption)
        let writer = try RecordingWriter(
            path: recording(run), header: RecordingHeader(source: source, epoch: epoch))
        for exchange in exchanges { try writer.write(exchange) }
        try writer.finish()
    }

    /// Replays a run that was recorded, to its end, and counts what became of its requests.
    package func replay(_ run: Int) throws -> ScenarioReport {
        var scenario = scenario
        scenario.traffic = [recording(run)]
        // Candidates were not asked, and figures that differ from run to run are judged over all of them.
        scenario.settings.shadows = []
        (scenario.gates, scenario.shadowGates, scenario.casePolicies) = ([], [], [])
        let workspace = Workspace(
            replays: workspace.replays, goldens: workspace.goldens, reports: "\(folder)/run-\(run)")
        var replay = ScenarioRun(
            scenario: scenario, workspace: workspace, options: Replay.Options(), isRedacted: isRedacted,
            junitCases: .drifted,
            experiment: ["--live"])
        replay.onCase = { [tally] compared, hasGolden in
            guard let judgement = LiveJudgement(compared, hasGolden: hasGolden) else { return }
            tally.add(judgement, hasExpectedAnswer: compared.subject?.facts?.expected != nil)
        }
        let report = try replay.run { _ in }
        report.junit.discard()
        return report
    }

    /// The requests of all runs that were replayed, in the order of the recording.
    package var cases: [LiveCase] { tally.cases }
}
