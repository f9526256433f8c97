import ArgumentParser

/// `toolrouter prices`.
struct PricesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices",
        abstract: "What models cost, and how that is reckoned.",
        discussion: """
            EXAMPLES
              toolrouter prices explain gpt-4o --input 1000 --output 100
              toolrouter prices check model_prices_and_context_window.json
            """,
        subcommands: [PricesExplainCommand.self, PricesCheckCommand.self])
}
