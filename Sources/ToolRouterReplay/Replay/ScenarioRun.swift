import Foundation
import SQLSandbox
import ToolRouter
package import ToolRouterFormats

/// Replays one scenario, compares it with its golden and writes its part of the reports.
package struct ScenarioRun: Sendable {
    /// What to replay.
    package let scenario: Scenario
    /// Where the golden is read and the report written.
    package let workspace: Workspace
    /// What to do differently from what the scenario says.
    package let options: Replay.Options
    /// Leaves questions out of the reports.
    package let isRedacted: Bool
    /// Which cases go into `junit.xml`.
    package let junitCases: JUnitCases
    /// The options by which the run differs from what the scenario says, as a person gave them: an experiment, when there
    /// are any, whose answers are not accepted as a golden by mistake.
    package let experiment: [String]
    /// Is told of each request whose comparison is settled, on the thread that compares, and whether there was a golden.
    var onCase: (@Sendable (GoldenComparison.ComparedRequest, _ hasGolden: Bool) -> Void)?
    /// The room for its cases in `junit.xml`.
    package var junitRoom = JUnitRoom()

    package init(
        scenario: Scenario, workspace: Workspace, options: Replay.Options, isRedacted: Bool,
        junitCases: JUnitCases = .all, experiment: [String] = []
    ) {
        self.experiment = experiment
        self.junitCases = junitCases
        self.scenario = scenario
        self.workspace = workspace
        self.options = options
        self.isRedacted = isRedacted
    }

    /// Replays on the calling thread.
    ///
    /// - Parameter progress: is told now and then how many requests are done.
    package func run(progress: @escaping (Int) -> Void) throws -> ScenarioReport {
        try OutputFolder.make(workspace.reportFolder(scenario.name), option: Workspace.reportsOption)
        let databases = try ScenarioDatabases(
            scenario, remembersRows: options.remembersRows, interruption: options.interruption)
        let replay = Replay(scenario, databases: databases, options: options)
        let header = try replay.header(experiment: experiment)
        let golden = try openGolden()
        let timeline = TimelineFold()
        let ledger = try CaseLedger(
            run: self, header: header, golden: golden, databases: databases, timeline: timeline)
        var done = 0
        let summary = try replay.run(listening: timeline, toFaults: timeline) { finished in
            try ledger.take(finished)
            done += 1
            if done.isMultiple(of: 1_000) { progress(done) }
        }
        progress(done)
        return try ledger.close(summary)
    }

    /// The golden that was accepted; without one, the answers that were recorded with the traffic.
    private func openGolden() throws -> GoldenSource? {
        let path = workspace.goldenAnswers(scenario.name)
        guard try Presence.of(path) else {
            return try scenario.recordedGolden.map { .recorded($0) }
        }
        let golden = try GoldenReader(path: path, of: scenario.name)
        try golden.refuseEmpty()
        // What gates need is read before anything runs, and a golden with broken totals is a broken one.
        let totals = workspace.goldenTotals(scenario.name)
        if !scenario.gates.isEmpty || FileManager.default.fileExists(atPath: totals) {
            _ = try GoldenTotals.read(path: totals)
        }
        return .file(golden)
    }
}
