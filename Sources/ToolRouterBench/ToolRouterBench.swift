import ArgumentParser
import Dispatch

/// Where the process begins.
@main
enum Start {
    static func main() {
        // Valgrind 3.19 ends where the first thread waits as `dispatchMain` does, and these are measured under it, too.
        let rest = Array(CommandLine.arguments.dropFirst(2))
        switch CommandLine.arguments.dropFirst().first {
        case MeasureReplayCommand.configuration.commandName: MeasureReplayCommand.main(rest)
        case ChaosBench.configuration.commandName: ChaosBench.main(rest)
        default:
            Task {
                await ToolRouterBench.main()
                ToolRouterBench.exit()
            }
            dispatchMain()
        }
    }
}

/// `toolrouter-bench`: prints one figure a line. Its figures mean something in a release build only.
struct ToolRouterBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "toolrouter-bench",
        abstract: "Measures ToolRouter on this machine: one figure a line.",
        discussion: """
            EXAMPLES
              swift build -c release --product toolrouter-bench
              .build/release/toolrouter-bench replay --spider ../shared/data/spider \\
                --arrivals ../shared/data/AzureLLMInferenceTrace_conv.csv
              .build/release/toolrouter-bench scaling --spider ../shared/data/spider \\
                --arrivals ../shared/data/AzureLLMInferenceTrace_conv.csv --counts 10000 100000
              .build/release/toolrouter-bench policies
              .build/release/toolrouter-bench questions
              .build/release/toolrouter-bench deadlines
              .build/release/toolrouter-bench guard --spider ../shared/data/spider
              .build/release/toolrouter-bench lanes
              .build/release/toolrouter-bench prices ../shared/data/prices/litellm_model_prices_and_context_window.json
              .build/release/toolrouter-bench audit
              .build/release/toolrouter-bench redis --port 6379
              .build/release/toolrouter-bench docs
              .build/release/toolrouter-bench chaos replays/steady-day replays/retry-storm
            """,
        subcommands: [
            ReplayBench.self, ScalingBench.self, PoliciesBench.self, QuestionsBench.self, DeadlinesBench.self,
            GuardBench.self,
            LanesBench.self, AuditBench.self, PricesBench.self, RedisBench.self, ChaosBench.self,
            DocsBench.self,
            MeasureReplayCommand.self, MeasureImportCommand.self, MeasureCheckCommand.self, MeasureAcceptCommand.self,
            AuditLoadCommand.self,
        ])
}
