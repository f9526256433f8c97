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
            Each reason is added to those that the golden has, with the number of answers that changed. --kind takes an \
            answer only where nothing else differs than the kinds that are named. --prune accepts nothing: it removes the \
            goldens of scenarios that are no longer there.

            EXAMPLES
              toolrouter accept --reason "the new prompt asks for fewer columns"
              toolrouter accept steady-day --id r-0000017 --id r-0000042 --reason "both were wrong before"
              toolrouter accept --kind sql_text --reason "the same rows, asked for in other words"
              toolrouter accept --kind missing --reason "the recording was cut to one day"
              toolrouter accept --prune --dry-run
              toolrouter accept planner-outage --from-experiment --reason "seed 9 is the new seed"
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all that wait.", completion: .pendingScenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(name: .customLong("id"), help: "Accept only this request. Repeatable.")
    var ids: [String] = []

    @Option(
        name: .customLong("kind"),
        help: "Accept only answers in which nothing but this kind of drift is found, such as sql_text. Repeatable.")
    var kinds: [DriftKind] = []

    @Option(help: "Why the new answers are right; kept in the golden's header.")
    var reason: String?

    @Flag(help: "Remove goldens whose scenarios are no longer there, instead of accepting.")
    var prune = false

    @Flag(help: "With --prune: only say what would be removed.")
    var dryRun = false

    @Flag(help: "Take the answers of the last run, which was an experiment (--faults, --seed or --shadow).")
    var fromExperiment = false

    func validate() throws {
        if prune {
            guard reason == nil, ids.isEmpty, kinds.isEmpty, !fromExperiment else {
                throw ValidationError("--prune accepts nothing: leave --reason, --id, --kind and --from-experiment out")
            }
            return
        }
        if dryRun { throw ValidationError("--dry-run goes with --prune") }
        guard let reason else { throw ValidationError("--reason is missing: say why the new answers are right") }
        try GoldenReason.check(reason)
        if fromExperiment, scenarios.isEmpty {
            throw ValidationError("--from-experiment needs the names of the scenarios")
        }
        if fromExperiment, !(ids.isEmpty && kinds.isEmpty) {
            throw ValidationError("--from-experiment takes the whole run: leave --id and --kind out")
        }
        if !ids.isEmpty, !kinds.isEmpty { throw ValidationError("--id and --kind exclude each other") }
    }

    func run() throws {
        try ExitStatus.of {
            if Environment.isCI, !(prune && dryRun) {
                throw ValidationError(
                    "goldens are never written in CI (CI is set); accept them where you can look at them")
            }
            let lock = dryRun ? nil : try folders.lockGoldens()
            defer { withExtendedLifetime(lock) {} }
            guard !prune else { return try removeOrphans() }
            let waiting = try waiting()
            guard !waiting.isEmpty else {
                Console.error("nothing waits to be accepted; `toolrouter replay` leaves what drifted")
                throw ExitCode(Verdict.missing.exitCode)
            }
            // Nothing is accepted before all that was asked for can be.
            let chosen = try waiting.map { name, acceptance in (name, acceptance, try choice(of: name, acceptance)) }
            guard chosen.contains(where: { $0.2?.count != 0 }) else {
                let kinds = kinds.map(\.rawValue).joined(separator: ", ")
                Console.error("of what waits nothing differs in \(kinds) alone; `toolrouter review` shows it")
                throw ExitCode(Verdict.missing.exitCode)
            }
            for (name, acceptance, choice) in chosen {
                let accepted = try InterruptSignals.postponed {
                    switch choice {
                    case nil: try acceptance.accept(reason: reason ?? "")
                    case let choice? where choice.count == 0: nil as GoldenAcceptance.Accepted?
                    case let choice?: try acceptance.accept(choice, reason: reason ?? "")
                    }
                }
                let staying = kinds.isEmpty ? 0 : choice?.staying ?? 0
                let words = [accepted?.words, staying > 0 ? Self.staying(staying) : nil]
                Console.print("\(name): \(words.compactMap { $0 }.joined(separator: "; "))")
            }
        }
    }

    /// The scenarios that were named, or all, as far as something of them waits.
    private func waiting() throws -> [(name: String, acceptance: GoldenAcceptance)] {
        let names = try folders.pendingNames(scenarios)
        if fromExperiment { for name in names { try checkExperiment(name) } }
        var waiting: [(name: String, acceptance: GoldenAcceptance)] = []
        for name in names {
            let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
            if fromExperiment { try acceptance.propose(from: folders.workspace) }
            guard acceptance.isPending else { continue }
            if !fromExperiment { try acceptance.refuseExperiment(of: name) }
            waiting.append((name, acceptance))
        }
        return waiting
    }

    /// The answers that are to be accepted; nil for all.
    private func choice(of name: String, _ acceptance: GoldenAcceptance) throws -> AnswerChoice? {
        if !ids.isEmpty { return try choiceByID(acceptance, name) }
        guard !kinds.isEmpty else { return nil }
        guard acceptance.hasGolden else {
            throw ValidationError("\(name) has no golden yet: accept the whole first, without --kind")
        }
        // What differs in anything else, too, would slip in unseen.
        return try acceptance.choose { $0.kinds.allSatisfy(kinds.contains) }
    }

    private static func staying(_ count: Int) -> String {
        "\(Quantity.words(count, "answer waits on: it differs", plural: "answers wait on: they differ")) in more"
    }

    /// Removes the goldens of scenarios that are no longer there, or says what it would remove.
    private func removeOrphans() throws {
        let named = Set(try scenarios.isEmpty ? [] : folders.names(scenarios))
        let orphans = try OrphanedGoldens.find(in: folders.workspace).filter {
            named.isEmpty || named.contains($0.scenario)
        }
        for orphan in orphans {
            let left = dryRun ? orphan.otherFiles : try InterruptSignals.postponed { try orphan.remove() }
            Console.print("\(Excerpt.of(orphan.scenario)): golden \(dryRun ? "would be removed" : "removed")")
            if !left.isEmpty {
                let names = left.prefix(5).map { Excerpt.of($0) }.joined(separator: ", ")
                Console.print("  its folder stays: it holds \(names)\(left.count > 5 ? ", …" : "")")
            }
        }
        if orphans.isEmpty { Console.print("each golden has its scenario: nothing to remove") }
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
    private func choiceByID(_ acceptance: GoldenAcceptance, _ name: String) throws -> AnswerChoice {
        guard acceptance.hasGolden else {
            throw ValidationError("\(name) has no golden yet: accept the whole first, without --id")
        }
        var unknown = Set(ids)
        let asked = unknown
        let choice = try acceptance.choose { drift in
            unknown.remove(drift.id.text)
            return asked.contains(drift.id.text)
        }
        if let unknown = ids.first(where: unknown.contains) {
            throw ValidationError(
                "\(name): no change of \(Excerpt.of(unknown)) waits; `toolrouter review \(name)` shows what does")
        }
        return choice
    }
}

extension DriftKind: ExpressibleByArgument {}

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
