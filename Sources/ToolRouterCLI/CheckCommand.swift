import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate scenarios and recordings without running them.",
        discussion: """
            EXAMPLES
              toolrouter check                        all scenarios of ./replays
              toolrouter check replays/steady-day     one, with its databases, recordings, rules and golden
              toolrouter check traffic.jsonl          a recording alone
            """)

    @Argument(help: "Scenario folders, scenario.yaml files or recordings. Default: all scenarios.")
    var paths: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    func run() throws {
        let interruption = InterruptSignals.listen()
        try Ending.of {
            let paths = try paths.isEmpty ? folders.workspace.scenarioNames() : paths
            guard !paths.isEmpty else {
                Console.error("\(folders.replays) holds no scenario; a scenario is a folder with a scenario.yaml")
                throw ExitCode(Verdict.missing.exitCode)
            }
            for path in paths {
                if path.hasSuffix(".jsonl") {
                    try checkRecording(path, interruption)
                } else {
                    try checkScenario(path, interruption)
                }
            }
        }
    }

    private func checkScenario(_ path: String, _ interruption: Interruption) throws {
        let folder = path.hasSuffix(".yaml") ? (path as NSString).deletingLastPathComponent : path
        let scenario = try ScenarioReader.read(
            directory: folders.workspace.scenarioFolder(folder.isEmpty ? "." : folder))
        let found = try ScenarioCheck.check(scenario, workspace: folders.workspace, interruption: interruption)
        let golden = found.goldenAnswers.map { "a golden of \($0) answers" } ?? "no golden"
        let reordered = found.reordered > 0 ? ", \(found.reordered) lines out of order" : ""
        Console.print(
            "\(found.scenario): sound; \(found.requests) requests\(reordered), \(found.databases) databases, \(golden)")
    }

    private func checkRecording(_ path: String, _ interruption: Interruption) throws {
        let reader = try RecordingReader(path: path)
        var count = 0
        while try reader.next() != nil {
            if interruption.isRaised { throw Interrupted() }
            count += 1
        }
        Console.print("\(path): sound; \(count) requests, \(reader.reordered) lines out of order")
    }
}
