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
              toolrouter import --recover recorded      close what a killed `serve --record recorded` left open
            """,
        subcommands: [
            ImportSpiderCommand.self, ImportExchangesCommand.self, ImportOTelCommand.self, ImportSpendCommand.self,
        ])

    @Option(
        help: ArgumentHelp(
            "Close the segments that a killed server left open in the folder of `serve --record`, each at its last whole line.",
            valueName: "dir"))
    var recover: String?

    func run() throws {
        guard let recover else { throw CleanExit.helpRequest(Self.self) }
        try ExitStatus.of { try RecoveredRecordings.recover(recover) }
    }
}
