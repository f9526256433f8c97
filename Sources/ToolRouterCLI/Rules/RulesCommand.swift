import ArgumentParser

/// `toolrouter rules`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Try the rules of a router on questions, without a planner or a database.",
        discussion: """
            EXAMPLES
              toolrouter rules explain "How many orders in Paris?" --rules rules.yaml
              toolrouter rules test questions.jsonl --scenario tools-tour
            """,
        subcommands: [RulesTestCommand.self, RulesExplainCommand.self])
}
