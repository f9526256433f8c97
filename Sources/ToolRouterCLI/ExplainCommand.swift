import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "One request's trail, stage by stage, with virtual times.",
        discussion: """
            Replays the scenario, since what happens to a request depends on those before it.

            EXAMPLES
              toolrouter explain planner-outage r-0000120
            """)

    @Argument(help: "The scenario, by folder name or path.")
    var scenario: String

    @Argument(help: "The id of the request.")
    var id: String

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Draw by this seed instead of the scenario's.")
    var seed: UInt64?

    @Option(name: .customLong("shadow"), help: "Ask this recorded candidate beside the planner. Repeatable.")
    var shadows: [String] = []

    @OptionGroup var faults: FaultOptions

    @OptionGroup var planted: PlantOptions

    func run() throws {
        try ExitStatus.of {
            let scenario = try folders.scenarios([scenario])[0]
            let shadows = shadows.map { PlannerName($0) }
            let explanation = Explanation(of: RequestID(id))
            let options = Replay.Options(
                seed: seed, shadows: shadows, faults: try faults.plans(for: [scenario], shadows: shadows)[0],
                decorations: planted.decorations,
                interruption: InterruptSignals.listen())
            let summary = try Replay(scenario, databases: ScenarioDatabases(scenario), options: options)
                .run(listening: explanation, toFaults: explanation) { _ in }
            if summary.isCutShort { throw Interrupted() }
            guard !explanation.lines.isEmpty else {
                throw FileError(
                    path: scenario.traffic[0], problem: "no request has the id \(Excerpt.of(id))",
                    remedy: "take an id from summary.md or the recording")
            }
            Console.print("\(scenario.name) \(Excerpt.of(id))")
            for line in explanation.lines { Console.print(line) }
        }
    }
}
