import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

extension CompletionKind {
    /// The scenarios of the folder that `--replays` names, or folders when a path is typed.
    static let scenarios = custom { words, _, prefix in
        let line = TypedLine(words: words, prefix: prefix)
        return offered(folders(below: line) ?? line.scenarioNames)
    }

    /// The scenarios of which something waits to be accepted.
    static let pendingScenarios = custom { words, _, prefix in
        let line = TypedLine(words: words, prefix: prefix)
        let workspace = line.workspace
        let names = (try? workspace.goldenNames()) ?? []
        return offered(
            names.filter { GoldenAcceptance(scenario: $0, workspace: workspace).isPending })
    }

    /// The candidates of the scenarios on the line, or of all.
    static let candidates = custom { words, _, prefix in
        let line = TypedLine(words: words, prefix: prefix)
        let all = line.scenarioNames
        let named = all.filter(line.contains)
        // Scenarios are small files, yet a person waits for their names.
        let scenarios = (named.isEmpty ? all : named).prefix(32).compactMap { name in
            try? Scenario(path: line.workspace.scenarioFolder(name))
        }
        return offered(Set(scenarios.flatMap { $0.settings.shadows.map(\.name.text) }).sorted())
    }

    /// The bugs that chaos can plant.
    static let plantedBugs = list(PlantedBugs.all.map { $0.name })

    private static func offered(_ names: [String]) -> [String] {
        OfferedNames.of(names, for: CompletionShell.requesting)
    }

    /// The folders below the one that was typed; nil when no path was.
    private static func folders(below line: TypedLine) -> [String]? {
        guard let prefix = line.prefix, let slash = prefix.lastIndex(of: "/") else { return nil }
        let folder = String(prefix[...slash])
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().prefix(OfferedNames.most).map { folder + $0 }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
    }
}

extension TypedLine {
    /// The folders that the line works with.
    fileprivate var workspace: Workspace {
        Workspace(
            replays: value(of: "--replays") ?? "replays", goldens: value(of: "--goldens") ?? "goldens",
            reports: value(of: "--reports") ?? "reports")
    }

    /// The names of the scenarios; none where there is no folder of them.
    fileprivate var scenarioNames: [String] { (try? workspace.scenarioNames()) ?? [] }
}
