import ArgumentParser

/// `toolrouter shadow`: what became of asking candidates beside the planner that serves.
struct ShadowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow",
        abstract: "Say whether a candidate planner is better than the one that serves, from a server's audit records.",
        discussion: """
            EXAMPLES
              toolrouter shadow report audit --since 2026-11-01
              toolrouter shadow report audit --candidate mini --require not-worse
            """,
        subcommands: [ShadowReportCommand.self])
}
