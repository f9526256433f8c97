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
              toolrouter explain planner-outage r-0000120 --golden   its way beside the golden's, and what differs
              toolrouter explain steady-day r-0000017 --rows         with the rows of the answer
            """)

    @Argument(help: "The scenario, by folder name or path.", completion: .scenarios)
    var scenario: String

    @Argument(help: "The id of the request.")
    var id: String

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Draw by this seed instead of the scenario's.")
    var seed: UInt64?

    @Option(
        name: .customLong("shadow"), help: "Ask this recorded candidate beside the planner. Repeatable.",
        completion: .candidates)
    var shadows: [String] = []

    @Flag(help: "Show the first rows of the answer.")
    var rows = false

    @Flag(help: "Show the golden's way beside the new one, and what differs.")
    var golden = false

    @OptionGroup var faults: FaultOptions

    @OptionGroup var planted: PlantOptions

    private static let noContent = "its recording holds no content: question and statement are stand-ins"

    func run() throws {
        try ExitStatus.of {
            let scenario = try folders.scenarios([scenario])[0]
            let shadows = shadows.map { PlannerName($0) }
            let explanation = Explanation(of: RequestID(id))
            let interruption = InterruptSignals.listen()
            let options = Replay.Options(
                seed: seed, shadows: shadows, faults: try faults.plans(for: [scenario], shadows: shadows)[0],
                decorations: planted.decorations,
                interruption: interruption)
            let databases = try ScenarioDatabases(scenario, interruption: interruption)
            let asked = RequestID(id)
            var found: Case?
            let replay = Replay(scenario, databases: databases, options: options)
            let summary = try replay.run(listening: explanation, toFaults: explanation) { done in
                if done.request.id == asked { found = done }
            }
            switch summary.cutShortBy {
            case .interruption: throw Interrupted()
            case .processorTime:
                Console.error("\(scenario.name): a statement took too much processor time; nothing can be said of it")
                throw ExitCode(Verdict.inconclusive.exitCode)
            case nil: break
            }
            guard !explanation.lines.isEmpty else {
                throw FileError(
                    path: scenario.traffic[0], problem: "no request has the id \(Excerpt.of(id))",
                    remedy: "take an id from summary.md or the recording")
            }
            Console.print("\(scenario.name) \(Excerpt.of(id))")
            if found?.hasContent == false { Console.print("  " + Self.noContent) }
            for line in explanation.lines { Console.print(line) }
            guard let found else { return }
            let answer = ExplainedAnswer(found, databases: databases, header: try replay.header())
            try more(answer, scenario).forEach { Console.print(Excerpt.visible($0)) }
        }
    }

    /// The rows, and the golden beside the answer, where they are asked for.
    private func more(_ answer: ExplainedAnswer, _ scenario: Scenario) throws -> [String] {
        var lines = rows ? [""] + answer.rows : []
        guard golden else { return lines }
        guard let golden = try GoldenAnswer(to: RequestID(id), of: scenario, in: folders.workspace) else {
            return lines + ["", "\(scenario.name) has no golden"]
        }
        lines += [""] + answer.beside(golden)
        return lines
    }
}
