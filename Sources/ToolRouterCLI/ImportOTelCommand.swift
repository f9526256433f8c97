import ArgumentParser
import ToolRouterReplay

/// `toolrouter import otel-genai`.
struct ImportOTelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "otel-genai",
        abstract:
            "Spans of calls of models, by OpenTelemetry's gen_ai.* of three generations or OpenInference's llm.*.",
        discussion: """
            Reads OTLP's JSON: resourceSpans in one object, or one object a line as the collector's file exporter writes it. \
            Each span of a call is a request that arrives when the span began; other spans are passed over and counted. \
            What was said stays out unless --content takes it in: then arrivals, latencies, errors, tokens and models are \
            replayed, and statements and rows are not compared. What the source lacks is said.

            EXAMPLES
              toolrouter import otel-genai traces.jsonl --output replays/yesterday
              toolrouter import otel-genai monday.json tuesday.json --prices prices.json --output replays/week
            """)

    @Argument(help: "Files of spans.")
    var files: [String]

    @OptionGroup var options: CallsImportOptions

    func run() throws {
        try options.importing {
            try OTelImport(files: files, takesContent: $0.content, prices: $0.prices, output: $0.output).run()
        }
    }
}
