import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// Where scenarios, goldens and reports lie.
struct WorkspaceOptions: ParsableArguments {
    @Option(help: "The folder of the scenarios.", completion: .directory)
    var replays = "replays"

    @Option(help: "The folder of the goldens.", completion: .directory)
    var goldens = "goldens"

    @Option(help: "The folder the reports are written to.", completion: .directory)
    var reports = "reports"

    var workspace: Workspace {
        Workspace(replays: replays, goldens: goldens, reports: reports)
    }

    /// The scenarios of those names or paths; all when none is named.
    func scenarios(_ names: [String]) throws -> [Scenario] {
        let names = try names.isEmpty ? workspace.scenarioNames() : names
        let scenarios = try names.map { try Scenario(path: workspace.existingScenarioFolder($0)) }
        let repeated = Dictionary(grouping: scenarios, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        guard repeated.isEmpty else {
            throw ValidationError(
                "two scenarios share the name \(repeated[0]), and so a golden and a report: rename one")
        }
        return scenarios
    }

    /// The names of those scenarios, each of which has a folder or a golden; all with a pending golden when none is named.
    func pendingNames(_ names: [String]) throws -> [String] {
        guard names.isEmpty else {
            for name in names {
                let hasGolden = FileManager.default.fileExists(atPath: "\(goldens)/\(self.name(of: name))")
                if !hasGolden { _ = try workspace.existingScenarioFolder(name) }
            }
            return try self.names(names)
        }
        // Where there are neither scenarios nor goldens, somebody is in the wrong folder.
        if !FileManager.default.fileExists(atPath: goldens) { _ = try workspace.scenarioNames() }
        return try workspace.goldenNames().filter { GoldenAcceptance(scenario: $0, workspace: workspace).isPending }
    }

    /// The names of those scenarios, without reading them.
    func names(_ names: [String]) throws -> [String] {
        try names.isEmpty ? workspace.scenarioNames() : names.map(name(of:))
    }

    /// The name of the scenario that was given by name or path: that of its folder.
    func name(of given: String) -> String {
        URL(filePath: workspace.scenarioFolder(given)).standardizedFileURL.lastPathComponent
    }

    /// What a replay of all `scenarios` passes over.
    func unreadFiles(_ scenarios: [Scenario]) throws -> [UnreadFile] {
        try workspace.unreadFiles(recordings: Set(scenarios.flatMap(\.traffic).compactMap(RealPath.of)))
    }

    /// Says that there is no scenario, and ends with the code for that.
    var noScenario: ExitCode {
        Console.error(
            "\(replays) holds no scenario; a scenario is a folder with a scenario.yaml: \(Workspace.initLine)")
        return ExitCode(Verdict.missing.exitCode)
    }

    /// The right to write goldens, for as long as what is returned is kept; nil where there is no folder of goldens yet.
    func lockGoldens() throws -> FolderLock? {
        guard FileManager.default.fileExists(atPath: goldens) else { return nil }
        return try FolderLock.take(goldens, option: Workspace.goldensOption)
    }

    /// The options that name these folders, where they are not the usual ones.
    var arguments: [String] {
        [("--replays", replays), ("--goldens", goldens), ("--reports", reports)]
            .filter { $0.1 != String($0.0.dropFirst(2)) }
            .flatMap { [$0.0, $0.1] }
    }
}
