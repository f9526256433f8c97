import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter accept`.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Make pending goldens the goldens, all or request by request.",
        discussion: """
            Each reason is added to those that the golden has, with the number of answers that changed.

            EXAMPLES
              toolrouter accept --reason "the new prompt asks for fewer columns"
              toolrouter accept steady-day --id r-0000017 --id r-0000042 --reason "both were wrong before"
              toolrouter accept planner-outage --from-experiment --reason "seed 9 is the new seed"
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all that wait.", completion: .pendingScenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(name: .customLong("id"), help: "Accept only this request. Repeatable.")
    var ids: [String] = []

    @Option(help: "Why the new answers are right; kept in the golden's header.")
    var reason: String

    @Flag(help: "Take the answers of the last run, which was an experiment (--faults, --seed or --shadow).")
    var fromExperiment = false

    func validate() throws {
        try GoldenReason.check(reason)
        if fromExperiment, scenarios.isEmpty {
            throw ValidationError("--from-experiment needs the names of the scenarios")
        }
        if fromExperiment, !ids.isEmpty {
            throw ValidationError("--from-experiment takes the whole run: leave --id out")
        }
    }

    func run() throws {
        try ExitStatus.of {
            if Environment.isCI {
                throw ValidationError(
                    "goldens are never written in CI (CI is set); accept them where you can look at them")
            }
            let lock = try folders.lockGoldens()
            defer { withExtendedLifetime(lock) {} }
            let names = try folders.pendingNames(scenarios)
            if fromExperiment { for name in names { try checkExperiment(name) } }
            var waiting: [(name: String, acceptance: GoldenAcceptance)] = []
            for name in names {
                let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
                if fromExperiment { try acceptance.propose(from: folders.workspace) }
                guard acceptance.isPending else { continue }
                if !fromExperiment { try acceptance.refuseExperiment(of: name) }
                if !ids.isEmpty { try checkIDs(acceptance, name) }
                waiting.append((name, acceptance))
            }
            // Nothing is accepted before all that was asked for can be.
            for (name, acceptance) in waiting {
                let accepted = try InterruptSignals.postponed {
                    try ids.isEmpty
                        ? acceptance.accept(reason: reason)
                        : acceptance.accept(Set(ids.map { RequestID($0) }), reason: reason)
                }
                Console.print("\(name): \(accepted.words)")
            }
            guard !waiting.isEmpty else {
                Console.error("nothing waits to be accepted; `toolrouter replay` leaves what drifted")
                throw ExitCode(Verdict.missing.exitCode)
            }
        }
    }

    /// The answers of an experiment don't wait, as those of other runs do: they are in the reports of the last run.
    private func checkExperiment(_ name: String) throws {
        let answers = folders.workspace.reportAnswers(name)
        guard FileManager.default.fileExists(atPath: answers) else {
            throw ValidationError("\(name): the last run left no answers; replay it again, to its end")
        }
        let header = try GoldenReader(path: answers, of: name).header
        guard !header.experiment.isEmpty else {
            throw ValidationError("\(name): the last run was no experiment: accept it without --from-experiment")
        }
        guard !header.experiment.contains(PlantOptions.name) else {
            throw ValidationError("\(name): the last run had a bug planted: its answers are wrong on purpose")
        }
        guard try !LastRun.brokenScenarios(in: folders.reports).contains(name) else {
            throw ValidationError("\(name): an invariant broke in the last run: its answers can't be a golden")
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

/// Why answers are accepted.
enum GoldenReason {
    /// The longest, in Unicode scalars.
    private static let longest = 500

    /// Refuses a reason that says nothing, or too much for a header.
    static func check(_ reason: String) throws {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("--reason is empty: say why the new answers are right")
        }
        guard reason.unicodeScalars.count <= longest else {
            throw ValidationError("--reason is longer than \(longest) characters: say it shorter")
        }
    }
}

extension GoldenAcceptance {
    /// Refuses answers of an experiment, which are accepted on purpose only.
    func refuseExperiment(of name: String) throws {
        let experiment = try pendingExperiment().map { Excerpt.of($0) }.joined(separator: " ")
        guard experiment.isEmpty else {
            throw ValidationError("\(name): what waits is of an experiment (\(experiment)): replay again without it")
        }
    }
}

extension GoldenAcceptance.Accepted {
    /// What was accepted, for a person.
    var words: String {
        let changes = changed == answers ? "" : ", \(changed) of them changed"
        return (answers == 1 ? "1 answer" : "\(answers) answers") + " accepted" + changes
    }
}
