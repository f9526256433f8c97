import ArgumentParser

/// `toolrouter docs`.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs",
        abstract: "Index and search documents, as the tool docs does.",
        discussion: """
            EXAMPLES
              toolrouter docs index handbook --index handbook.index
              toolrouter docs search "torn tent" --index handbook.index
            """,
        subcommands: [DocsIndexCommand.self, DocsSearchCommand.self])
}
