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
        try ExitStatus.of {
            if Environment.isCI {
                throw ValidationError(
                    "goldens are never written in CI (CI is set); accept them where you can look at them")
            }
            let lock = try folders.lockGoldens()
            defer { withExtendedLifetime(lock) {} }
            var accepted = 0
            for name in try folders.pendingNames(scenarios) {
                let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
                guard acceptance.isPending else { continue }
                if !ids.isEmpty { try checkIDs(acceptance, name) }
                let count = try InterruptSignals.postponed {
                    try ids.isEmpty
                        ? acceptance.accept(reason: reason)
                        : acceptance.accept(Set(ids.map { RequestID($0) }), reason: reason)
                }
                Console.print("\(name): \(Quantity.words(count, "answer")) accepted")
                accepted += count
            }
            guard accepted > 0 else {
                Console.error("nothing waits to be accepted; `toolrouter replay` leaves what drifted")
                throw ExitCode(Verdict.missing.exitCode)
            }
        }
    }

    /// Single answers are taken into a golden that is there, and only those that differ from it.
    private func checkIDs(_ acceptance: GoldenAcceptance, _ name: String) throws {
        guard acceptance.hasGolden else {
            throw ValidationError("\(name) has no golden yet: accept the whole first, without --id")
        }
        let waiting = Set(try acceptance.pendingDrifts().map(\.id.text))
        if let unknown = ids.first(where: { !waiting.contains($0) }) {
            throw ValidationError(
                "\(name): no change of \(Excerpt.of(unknown)) waits; `toolrouter review \(name)` shows what does")
        }
    }
}
