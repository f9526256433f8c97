import ArgumentParser
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

    @OptionGroup var options: CallsImportOptions

    func run() throws {
        try options.importing {
            try SpendImport(file: file, takesContent: $0.content, prices: $0.prices, output: $0.output).run()
        }
    }
}
