import ArgumentParser
import ToolRouterReplay

/// `toolrouter import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a scenario from data of other projects.",
        discussion: """
            EXAMPLES
              toolrouter import spider --help
              toolrouter import openai-exchanges --help
              toolrouter import otel-genai --help
              toolrouter import litellm-spend --help
            """,
        subcommands: [
            ImportSpiderCommand.self, ImportExchangesCommand.self, ImportOTelCommand.self, ImportSpendCommand.self,
        ])
}
