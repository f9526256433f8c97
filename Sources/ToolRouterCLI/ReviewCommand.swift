import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter review`.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look at pending goldens one by one.",
        discussion: """
            On a terminal each change is shown and may be accepted or left; elsewhere all are printed.

            EXAMPLES
              toolrouter review
              toolrouter review planner-outage
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all that wait.")
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Why what you accept is right; kept in the golden's header.")
    var reason: String?

    func run() throws {
        try ExitStatus.of {
            var waiting = 0
            for name in try folders.pendingNames(scenarios) {
                let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
                guard acceptance.isPending else { continue }
                let drifts = try acceptance.pendingDrifts()
                waiting += drifts.count
                guard try review(drifts, of: name, acceptance) else { break }
            }
            if waiting == 0 { Console.print("nothing waits") }
        }
    }

    /// Shows each change; on a terminal asks for each what to do. False when the person quits.
    private func review(_ drifts: [Drift], of name: String, _ acceptance: GoldenAcceptance) throws -> Bool {
        var accepted: Set<RequestID> = []
        defer { Console.print("") }
        var goesOn = true
        show: for (number, drift) in drifts.enumerated() {
            Console.print("\(name) \(Excerpt.of(drift.id.text)) (\(number + 1) of \(drifts.count)): \(drift.headline)")
            for line in drift.lines { Console.print("  " + Excerpt.visible(line)) }
            guard Console.isInteractive && !Environment.isCI else { continue }
            while true {
                Console.print("[a]ccept, [s]kip, accept all [r]emaining, [q]uit?")
                switch readLine()?.lowercased() {
                case "a": accepted.insert(drift.id)
                case "s": break
                case "r":
                    accepted.formUnion(drifts[number...].map(\.id))
                    break show
                case "q", nil:
                    goesOn = false
                    break show
                default: continue
                }
                break
            }
        }
        guard !accepted.isEmpty else { return goesOn }
        let lock = try folders.lockGoldens()
        defer { withExtendedLifetime(lock) {} }
        let count = try InterruptSignals.postponed {
            try accepted.count == drifts.count
                ? acceptance.accept(reason: reason) : acceptance.accept(accepted, reason: reason)
        }
        Console.print("\(name): \(Quantity.words(count, "answer")) accepted")
        return goesOn
    }
}
