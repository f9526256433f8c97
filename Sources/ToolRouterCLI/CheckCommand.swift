import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate scenarios, recordings and fault plans without running them.",
        discussion: """
            EXAMPLES
              toolrouter check                        all scenarios of ./replays
              toolrouter check replays/steady-day     one, with its databases, recordings, rules and golden
              toolrouter check traffic.jsonl          a recording alone
              toolrouter check stress.yaml            a fault plan alone: any .yaml but scenario.yaml
            """)

    @Argument(help: "Scenario folders, scenario.yaml files, recordings or fault plans. Default: all scenarios.")
    var paths: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let paths = try paths.isEmpty ? folders.workspace.scenarioNames() : paths
            guard !paths.isEmpty else {
                Console.error("\(folders.replays) holds no scenario; a scenario is a folder with a scenario.yaml")
                throw ExitCode(Verdict.missing.exitCode)
            }
            for path in paths {
                if path.hasSuffix(".jsonl") {
                    try checkRecording(path, interruption)
                } else if isFaultPlan(path) {
                    try checkFaultPlan(path)
                } else {
                    try checkScenario(path, interruption)
                }
            }
        }
    }

    private func checkScenario(_ path: String, _ interruption: Interruption) throws {
        let folder = path.hasSuffix(".yaml") ? (path as NSString).deletingLastPathComponent : path
        let scenario = try Scenario(
            path: folders.workspace.scenarioFolder(folder.isEmpty ? "." : folder))
        let found = try ScenarioCheck.check(scenario, workspace: folders.workspace, interruption: interruption)
        let golden = found.goldenAnswers.map { "a golden of \($0) answers" } ?? "no golden"
        let reordered = found.reordered > 0 ? ", \(found.reordered) lines out of order" : ""
        let faults = found.faultRules.map { ", \($0) fault rules" } ?? ""
        Console.print(
            "\(found.scenario): sound; \(found.requests) requests\(reordered), \(found.databases) databases, "
                + "\(golden)\(faults)")
        for sentence in found.outsideLinks { Console.print("  \(sentence)") }
    }

    private func isFaultPlan(_ path: String) -> Bool {
        let file = (path as NSString).lastPathComponent
        return (file.hasSuffix(".yaml") || file.hasSuffix(".yml")) && !["scenario.yaml", "scenario.yml"].contains(file)
    }

    /// Alone, a plan may name any candidate: only a scenario knows its own.
    private func checkFaultPlan(_ path: String) throws {
        let count = try FaultPlan(path: path).rules.count
        Console.print("\(path): sound; \(count == 1 ? "1 fault rule" : "\(count) fault rules")")
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
