import ArgumentParser
import Glibc
import ToolRouterFormats
import ToolRouterReplay

/// The command line of ToolRouter: one file a subcommand.
///
/// The time zone of the process is UTC: SQLite reads it for `localtime`, and answers must not depend on the machine.
@main
struct ToolRouterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "toolrouter",
        abstract: "Replays recorded traffic through the tool router and reports every change of behaviour.",
        discussion: """
            EXAMPLES
              toolrouter init replays/shop --database shop.sqlite   a first scenario of your own
              toolrouter replay                        replay all scenarios, compare with their goldens
              toolrouter explain steady-day r-0000017  one request, stage by stage
              toolrouter review                        look at what changed
              toolrouter accept --reason "new prompt"  make it the golden
              toolrouter chaos                         look for schedules that break an invariant

            EXIT CODES
              0 nothing drifted · 1 drift · 2 invariant broken · 3 golden missing or nothing selected · 4 inconclusive
              5 nondeterministic · 64 usage · 65 bad input · 69 a needed service is unreachable
              70 internal, or something can't be written · 75 another run is writing here · 130 interrupted
            """,
        version: Versions.text,
        subcommands: [
            ReplayCommand.self, ReportCommand.self, ReviewCommand.self, AcceptCommand.self, ExplainCommand.self,
            CompareCommand.self, AnnotateCommand.self,
            ServeCommand.self, CheckCommand.self, InitCommand.self, ImportCommand.self, PricesCommand.self,
            RulesCommand.self, AuditCommand.self, ShadowCommand.self, KeysCommand.self, DocsCommand.self,
            SQLLaneCommand.self,
            ChaosCommand.self, ShrinkCommand.self, ChaosWorkerCommand.self,
        ])

    static func main() {
        setenv("TZ", "UTC", 1)
        StandardStreams.prepare()
        HelpText.leaveToUs()
        var code: Int32 = 0
        do {
            try SubcommandNames.check(Array(CommandLine.arguments.dropFirst()), of: Self.self)
            var command = try parseAsRoot()
            try command.run()
        } catch {
            code = exitCode(for: error).rawValue
            let words = fullMessage(for: error)
            if !words.isEmpty { Console.end(words, isError: code != 0) }
        }
        if let fault = StandardStreams.fault {
            Console.error(fault.description)
            code = ExitStatus.internalError.rawValue
        }
        Glibc.exit(code)
    }
}

/// What `--version` says.
enum Versions {
    /// The version of ToolRouter.
    static let toolRouter = "0.1.0"

    static var text: String {
        (["toolrouter \(toolRouter)"] + Provenance.now.map { "\($0.name) \($0.version)" }).joined(separator: "\n")
    }
}
