import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter import litellm-spend`.
struct ImportSpendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "litellm-spend",
        abstract: "What LiteLLM's proxy wrote down of its calls: rows of the table LiteLLM_SpendLogs.",
        discussion: """
            Reads the rows as a list in JSON, as JSON lines or as CSV with a header. Each call of a model that writes text is \
            a request that arrives at its startTime; other rows are passed over and counted. What was said stays out unless \
            --content takes it in. What the source lacks is said.

            EXAMPLES
              psql "$DATABASE_URL" --csv -c 'SELECT * FROM "LiteLLM_SpendLogs"' > spend.csv
              toolrouter import litellm-spend spend.csv --output replays/litellm
            """)

    @Argument(help: "The file of rows.")
    var file: String

    @Flag(help: "Take questions and replies along where the rows have them.")
    var content = false

    @Option(help: "Prices to copy into the scenario: LiteLLM's JSON or a YAML file.")
    var prices: String?

    @Option(help: "The folder to write; new, empty or an earlier import.")
    var output: String

    func run() throws {
        try ExitStatus.of {
            let summary = try SpendImport(file: file, takesContent: content, prices: prices, output: output).run()
            Console.print(CallsImportWords.lines(summary).joined(separator: "\n"))
        }
    }
}
