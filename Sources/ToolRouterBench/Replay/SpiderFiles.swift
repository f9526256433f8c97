import ArgumentParser

/// What the large recordings are made of.
struct SpiderFiles: ParsableArguments {
    @Option(help: "The folder with questions.jsonl, predictions.jsonl and database/.")
    var spider: String

    @Option(help: "Arrival times: a CSV with TIMESTAMP, ContextTokens, GeneratedTokens.")
    var arrivals: String

    @Option(help: "How many users ask.")
    var users = 1_000

    /// The same as options of another command.
    var arguments: [String] { ["--spider", spider, "--arrivals", arrivals, "--users", "\(users)"] }
}
