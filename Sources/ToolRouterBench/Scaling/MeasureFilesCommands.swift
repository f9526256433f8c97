import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// Imports a scenario and says what it took, as `toolrouter import spider` does.
struct MeasureImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-import", abstract: "Import a scenario and print its measurement.", shouldDisplay: false)

    @Argument(help: "The folder of the scenario.")
    var output: String

    @Option(help: "How many requests.")
    var requests: Int

    @OptionGroup var files: SpiderFiles

    func run() throws {
        try FileMeasurement.print {
            try SpiderImport(
                questions: files.spider + "/questions.jsonl", predictions: files.spider + "/predictions.jsonl",
                planner: "dail_sql_gpt4", databases: files.spider + "/database", arrivals: files.arrivals,
                requests: requests, users: files.users, seed: 1, output: output
            ).run { _ in }.requests
        }
    }
}

/// Checks a prepared scenario and says what it took, as `toolrouter check` does.
struct MeasureCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-check", abstract: "Check a prepared scenario and print its measurement.",
        shouldDisplay: false)

    @Argument(help: "The folder that was prepared.")
    var folder: String

    func run() throws {
        let workspace = MeasureReplayCommand.workspace(folder)
        try FileMeasurement.print {
            let scenario = try Scenario(path: workspace.scenarioFolder(PreparedScenario.name))
            let inventory = try ScenarioCheck.check(scenario, workspace: workspace)
            precondition(inventory.goldenAnswers == inventory.requests, "\(inventory): a golden of other requests")
            return inventory.requests
        }
    }
}

/// Accepts the last replay of a prepared scenario and says what it took, as `toolrouter accept` does.
struct MeasureAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-accept", abstract: "Accept the last replay and print what it took.", shouldDisplay: false)

    @Argument(help: "The folder that was prepared.")
    var folder: String

    func run() throws {
        let workspace = MeasureReplayCommand.workspace(folder)
        let acceptance = GoldenAcceptance(scenario: PreparedScenario.name, workspace: workspace)
        try acceptance.propose(from: workspace)
        try FileMeasurement.print { try acceptance.accept(reason: "a benchmark").answers }
    }
}
