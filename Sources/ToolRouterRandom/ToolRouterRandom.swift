import ArgumentParser

/// What `Scripts/random` runs, several at a time: a crash or a hang costs one process, and the script knows of which
/// scenario.
@main
struct ToolRouterRandom: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "toolrouter-random", abstract: "Replays random scenarios, for Scripts/random.",
        subcommands: [TryCommand.self, WriteCommand.self, RequiredCommand.self])
}
