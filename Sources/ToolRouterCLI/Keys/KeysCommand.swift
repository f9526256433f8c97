import ArgumentParser

/// `toolrouter keys`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "API keys of a service.",
        discussion: """
            EXAMPLES
              toolrouter keys new --name emea-app --tenant emea --role analyst
            """,
        subcommands: [KeysNewCommand.self])
}
