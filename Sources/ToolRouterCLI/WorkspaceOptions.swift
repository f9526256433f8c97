import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// Where scenarios, goldens and reports lie.
struct WorkspaceOptions: ParsableArguments {
    @Option(help: "The folder of the scenarios.")
    var replays = "replays"

    @Option(help: "The folder of the goldens.")
    var goldens = "goldens"

    @Option(help: "The folder the reports are written to.")
    var reports = "reports"

    var workspace: Workspace {
        Workspace(replays: replays, goldens: goldens, reports: reports)
    }

    /// The scenarios of those names or paths; all when none is named.
    func scenarios(_ names: [String]) throws -> [Scenario] {
        let names = try names.isEmpty ? workspace.scenarioNames() : names
        let scenarios = try names.map { try Scenario(path: workspace.scenarioFolder($0)) }
        let repeated = Dictionary(grouping: scenarios, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        guard repeated.isEmpty else {
            throw ValidationError(
                "two scenarios share the name \(repeated[0]), and so a golden and a report: rename one")
        }
        return scenarios
    }

    /// The names of those scenarios; all with a pending golden when none is named.
    func pendingNames(_ names: [String]) throws -> [String] {
        guard names.isEmpty else { return try self.names(names) }
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

    /// The options that name these folders, where they are not the usual ones.
    var arguments: [String] {
        [("--replays", replays), ("--goldens", goldens), ("--reports", reports)]
            .filter { $0.1 != String($0.0.dropFirst(2)) }
            .flatMap { [$0.0, $0.1] }
    }
}
