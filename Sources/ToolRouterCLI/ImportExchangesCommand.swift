import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter import openai-exchanges`.
struct ImportExchangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openai-exchanges",
        abstract:
            "Recorded HTTP exchanges with OpenAI, Azure, Anthropic, Bedrock and their like, as answers of a planner.",
        discussion: """
            Reads JSON lines with uri, request_body, status, response_headers and response_body, and writes a scenario folder \
            that is complete in itself. The question is the last message of the user. Requests are two minutes apart, so that \
            each is judged by itself. A call takes as long as its exchange says, else a second.

            EXAMPLES
              toolrouter import openai-exchanges exchanges.jsonl --output exchanges
              toolrouter replay ./exchanges
            """)

    @Argument(help: "Exchanges: JSON lines, one for each.")
    var exchanges: String

    @Option(help: "The database that plans run on, an SQLite file or an .sql script; without it an empty one.")
    var database: String?

    @Option(help: "The folder to write; new, empty or an earlier import.")
    var output: String

    func run() throws {
        try ExitStatus.of {
            let summary = try ExchangesImport(exchanges: exchanges, database: database, output: output).run()
            Console.print(Self.lines(summary).joined(separator: "\n"))
        }
    }

    private static func lines(_ summary: ExchangesImportSummary) -> [String] {
        var lines = [
            "\(summary.output): \(Quantity.words(summary.imported, "exchange")), "
                + "\(Quantity.words(summary.replies, "reply", plural: "replies")); "
                + "replay it: toolrouter replay \(summary.output)"
        ]
        for endpoint in summary.endpoints {
            let errors = endpoint.errors.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            let replies = endpoint.replies == 0 ? [] : [Quantity.words(endpoint.replies, "reply", plural: "replies")]
            lines.append("  \(Excerpt.of(endpoint.name)): \((replies + errors).joined(separator: ", "))")
        }
        lines.append("  \(summary.timed) of \(summary.imported) say how long they took; a second for the others")
        lines += note("imported without a question", summary.withoutQuestion)
        lines += note("imported as a success that can't be read", summary.unreadable)
        for omission in summary.omissions { lines += note("not imported: \(omission.words)", omission.lines) }
        if summary.omitted == 0 { lines.append("  nothing was left out") }
        return lines
    }

    /// The most lines that are named.
    private static let named = 20

    private static func note(_ words: String, _ lines: [Int]) -> [String] {
        guard !lines.isEmpty else { return [] }
        let numbers = lines.prefix(named).map(String.init).joined(separator: ", ") + (lines.count > named ? ", …" : "")
        return ["  \(lines.count) \(words): \(lines.count == 1 ? "line" : "lines") \(numbers)"]
    }
}
