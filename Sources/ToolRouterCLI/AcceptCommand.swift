import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter accept`.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Make pending goldens the goldens, all or request by request.",
        discussion: """
            EXAMPLES
              toolrouter accept --reason "the new prompt asks for fewer columns"
              toolrouter accept steady-day --id r-0000017 --id r-0000042 --reason "both were wrong before"
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all that wait.")
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(name: .customLong("id"), help: "Accept only this request. Repeatable.")
    var ids: [String] = []

    @Option(help: "Why; kept in the golden's header.")
    var reason: String?

    func run() throws {
        try Ending.of {
            if Surroundings.isCI {
                throw ValidationError(
                    "goldens are never written in CI (CI is set); accept them where you can look at them")
            }
            var accepted = 0
            for name in try folders.names(scenarios) {
                let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
                guard acceptance.isPending else { continue }
                let count =
                    try ids.isEmpty
                    ? acceptance.accept(reason: reason)
                    : acceptance.accept(Set(ids.map { RequestID($0) }), reason: reason)
                Console.print("\(name): \(count) answers accepted")
                accepted += count
            }
            guard accepted > 0 else {
                Console.error("nothing waits to be accepted; `toolrouter replay` leaves what drifted")
                throw ExitCode(Verdict.missing.exitCode)
            }
        }
    }
}
