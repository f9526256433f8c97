import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter replay --live`: asks a planner anew, replays what it said, and judges it over all runs.
struct LiveReplay {
    let options: LiveOptions
    let folders: WorkspaceOptions
    /// Leaves questions out of the reports.
    let isRedacted: Bool
    let interruption: Interruption

    /// Does it with the scenarios of those names, and writes the reports.
    func run(_ names: [String]) throws -> LiveReport {
        guard let path = options.configuration else { preconditionFailure("no configuration to ask a planner by") }
        let server = try ServerSettings(path: path)
        RunReport.remove(from: folders.reports)
        let scenarios = try folders.scenarios(names)
        guard !scenarios.isEmpty else { throw folders.noScenario }
        let end = ContinuousClock.now + options.time
        var reports: [LiveScenarioReport] = []
        for scenario in scenarios where !interruption.isRaised { reports.append(try run(scenario, server, end)) }
        let report = LiveReport(scenarios: reports)
        try report.write(to: folders.reports)
        return report
    }

    private func run(
        _ scenario: Scenario, _ server: ServerSettings, _ end: ContinuousClock.Instant
    ) throws -> LiveScenarioReport {
        let questions = try LiveQuestions(of: scenario)
        let runs = LiveRuns(scenario, in: folders.workspace, isRedacted: isRedacted)
        try runs.removeFormer()
        let asking = try LiveAsking(scenario, server, planner: options.planner)
        let planner = asking.planner
        let recorded: (runs: Int, isWhole: Bool)
        do {
            recorded = try ask(questions, asking, end, runs, scenario)
        } catch {
            try AsyncWork.wait { await asking.close() }
            throw error
        }
        try AsyncWork.wait { await asking.close() }
        let isInterrupted = interruption.isRaised && !recorded.isWhole
        var costs: [Money?] = []
        var isBroken = false
        // What was recorded is judged, also after an interruption, which has done its work: a second one ends the process.
        for run in stride(from: 1, through: recorded.runs, by: 1) {
            let report = try runs.replay(run)
            costs.append(report.totals.totals.knownCost)
            if report.invariants.isBroken { isBroken = true }
        }
        return LiveScenarioReport(
            scenario: scenario, planner: planner.name, model: planner.model, wantedRuns: options.wantedRuns,
            costs: costs, cases: runs.cases, isBroken: isBroken,
            endedBy: isInterrupted ? .interruption : recorded.isWhole ? nil : .deadline)
    }

    /// Asks run by run and records each; returns how many runs there are, and whether all was asked.
    private func ask(
        _ questions: LiveQuestions, _ asking: LiveAsking, _ end: ContinuousClock.Instant, _ runs: LiveRuns,
        _ scenario: Scenario
    ) throws -> (runs: Int, isWhole: Bool) {
        let all = questions.exchanges.count * options.wantedRuns
        let progress = ProgressLine("questions asked") { all }
        defer { progress.end() }
        let isOver = { @Sendable [interruption] in interruption.isRaised || ContinuousClock.now >= end }
        for run in 1...options.wantedRuns {
            let answered = try AsyncWork.wait { [options] in
                await asking.ask(questions.exchanges, calls: options.calls, until: isOver) {
                    progress.update("\(scenario.name) \(run)", $0)
                }
            }
            if answered.isEmpty { return (run - 1, false) }
            try runs.record(
                answered, of: run, since: questions.epoch,
                source: "asked live: \(asking.planner.name.text), \(asking.planner.model), run \(run)")
            if answered.count < questions.exchanges.count { return (run, false) }
        }
        return (options.wantedRuns, true)
    }
}
