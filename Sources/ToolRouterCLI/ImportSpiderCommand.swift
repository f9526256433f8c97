import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter import spider`.
struct ImportSpiderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spider",
        abstract:
            "Questions of the Spider or BIRD benchmark as real planners answered them, on the arrival times of a trace.",
        discussion: """
            Writes a scenario folder that is complete in itself: recording, configuration and databases.

            EXAMPLES
              toolrouter import spider --questions questions.jsonl --predictions predictions.jsonl \\
                --planner dail_sql_gpt4 --shadow c3_sql_gpt35 --databases database \\
                --arrivals AzureLLMInferenceTrace_conv.csv --requests 463 --users 50 --seed 1 --output spider
              toolrouter replay ./spider
            """)

    @Option(
        help: "Questions: dev.json of Spider or BIRD, or JSON lines with idx, db_id, question, gold_sql, order_matters."
    )
    var questions: String

    @Option(
        help: "Predictions: JSON lines with idx, planner, sql; or of one planner, Spider's pred.sql or BIRD's JSON.")
    var predictions: String

    @Option(help: "The planner whose predictions are recorded.")
    var planner: String

    @Option(name: .customLong("shadow"), help: "A candidate to record beside it. Repeatable.")
    var shadows: [String] = []

    @Option(help: "The folder with a DB_ID.sqlite or DB_ID/DB_ID.sqlite for each database.")
    var databases: String

    @Option(
        help: "Arrival times: Azure's CSV with TIMESTAMP, ContextTokens, GeneratedTokens, or Mooncake's JSON lines.")
    var arrivals: String

    @Option(help: "How many requests to write; questions and trace start again when they are used up.")
    var requests: Int

    @Option(help: "How many users ask.")
    var users: Int = 50

    @Option(help: "Draws users and tenants.")
    var seed: UInt64 = 0

    @Option(help: "The folder to write; new, empty or an earlier import.")
    var output: String

    func run() throws {
        try ExitStatus.of {
            let progress = ProgressLine("requests written") { [requests] in requests }
            defer { progress.end() }
            let summary = try SpiderImport(
                questions: questions, predictions: predictions, planner: planner, shadow: shadows,
                databases: databases, arrivals: arrivals, requests: requests, users: users, seed: seed, output: output
            ).run { progress.update("import", $0) }
            Console.print(
                "\(summary.output): \(Quantity.words(summary.requests, "request")), "
                    + "\(Quantity.words(summary.questions, "question")), "
                    + "\(Quantity.words(summary.databases.count, "database")); replay it: toolrouter replay \(summary.output)"
            )
            if summary.unknown > 0 {
                Console.error("\(summary.unknown) right answers are larger than any budget: they can't be compared")
            }
        }
    }
}
