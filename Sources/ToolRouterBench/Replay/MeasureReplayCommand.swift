import ArgumentParser
import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// Replays one prepared scenario and says what it took: the child process of `replay`.
struct MeasureReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-replay", abstract: "Replay one prepared scenario and print its measurement.",
        shouldDisplay: false)

    @Argument(help: "The folder that `replay` prepared.")
    var folder: String

    @Flag(help: "Run a statement that does not read the clock once only.")
    var rememberRows = false

    @Flag(help: "Fold and write metrics, too.")
    var metrics = false

    static func workspace(_ folder: String) -> Workspace {
        Workspace(replays: folder + "/replays", goldens: folder + "/goldens", reports: folder + "/reports")
    }

    func run() throws {
        let workspace = Self.workspace(folder)
        let scenario = try Scenario(path: workspace.scenarioFolder("spider"))
        let latencies = metrics ? LatencyMetrics() : nil
        let start = ContinuousClock.now
        var options = Replay.Options(remembersRows: rememberRows, listener: latencies)
        options.uptime = { ContinuousClock.now - start }
        let run = ScenarioRun(
            scenario: scenario, workspace: workspace, options: options,
            isRedacted: false, junitCases: .drifted)
        let report = try ReplayRun(scenarios: [run], jobs: 1).run { _, _ in }
        try report.write(to: workspace.reports)
        if let latencies { try write(latencies.latencies, report.scenarios[0], workspace) }
        let seconds = (ContinuousClock.now - start) / .seconds(1)

        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let totals = report.scenarios[0].totals.totals
        let waits = report.scenarios[0].waits ?? ReplayWaits()
        let measurement = Measurement(
            requests: totals.requests, seconds: seconds, userSeconds: Self.seconds(usage.ru_utime),
            systemSeconds: Self.seconds(usage.ru_stime), peakBytes: PeakMemory.bytes,
            cacheHits: totals.cacheHits, cacheMisses: totals.cacheMisses,
            drifted: report.scenarios[0].findings.failing,
            readerWaited: waits.reader / .seconds(1),
            simulationWaitedForRequests: waits.simulationForRequests / .seconds(1),
            simulationWaitedForFold: waits.simulationForFold / .seconds(1), foldWaited: waits.fold / .seconds(1))
        FileHandle.standardOutput.write(try JSONEncoder().encode(measurement))
    }

    private func write(_ latencies: Latencies, _ report: ScenarioReport, _ workspace: Workspace) throws {
        let readings = MetricReadings(
            label: ("scenario", report.scenario),
            build: BuildInformation(version: "bench", sqlite: Sandbox.sqliteVersion),
            standing: report.standing, totals: report.totals.totals, latencies: latencies)
        try OutputFile.write(Exposition.text(of: [readings]), to: workspace.reports + "/metrics.prom")
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
