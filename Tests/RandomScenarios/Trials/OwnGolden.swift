import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// The reports of a replay, made its golden: the next replay passes, and writes the same bytes.
struct OwnGolden {
    private static let kept = ["answers.jsonl", "totals.json"]

    private let trial: TrialReplay
    private let folder: String

    init(_ trial: TrialReplay) {
        self.trial = trial
        folder = trial.scenario.directory + "/golden"
    }

    /// What does not hold.
    var failures: [TrialFailure] {
        get throws {
            let files = FileManager.default
            defer { try? files.removeItem(atPath: folder) }
            let workspace = Workspace(
                replays: folder, goldens: folder + "/goldens", reports: folder + "/reports")
            _ = try replay(in: workspace)
            let (name, golden) = (trial.scenario.name, workspace.goldens + "/" + trial.scenario.name)
            try files.createDirectory(atPath: workspace.goldens, withIntermediateDirectories: true)
            try files.moveItem(atPath: workspace.reportFolder(name), toPath: golden)
            let report = try replay(in: workspace)
            var failures: [TrialFailure] = []
            // Recordings may lack an episode, which fails with any golden.
            let drifts = report.findings.kinds.filter { $0.key != .recordingMiss && $0.value > 0 }
            if !drifts.isEmpty || !report.madeOtherwise.isEmpty || !report.hasGolden {
                let words = drifts.keys.map(\.rawValue).sorted() + report.madeOtherwise
                failures.append(TrialFailure("drifts from its own golden", words.joined(separator: ", ")))
            }
            for file in Self.kept {
                let (old, new) = ("\(golden)/\(file)", "\(workspace.reportFolder(name))/\(file)")
                if !files.contentsEqual(atPath: old, andPath: new) {
                    failures.append(TrialFailure("other bytes than its own golden", file))
                }
            }
            return failures
        }
    }

    private func replay(in workspace: Workspace) throws -> ScenarioReport {
        let run = ScenarioRun(
            scenario: trial.scenario, workspace: workspace,
            options: Replay.Options(faults: trial.faults, decorations: trial.decorations), isRedacted: false)
        let report = try ReplayRun(scenarios: [run], jobs: 1).run { _, _ in }
        try report.write(to: workspace.reports)
        return report.scenarios[0]
    }
}
