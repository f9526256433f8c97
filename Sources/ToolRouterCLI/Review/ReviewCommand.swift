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
            Says what was changed since the golden was made, then shows each answer that differs, those of one cause \
            together: question, statement, rows, trail, cost and latency. On a terminal one key accepts, rejects or skips \
            an answer, all of its group, or all of its kind, and `?` tells the keys; elsewhere all are printed.

            EXAMPLES
              toolrouter review
              toolrouter review planner-outage
              toolrouter review --reason "the new prompt asks for fewer columns"
            """)

    @Argument(help: "Scenarios, by folder name or path. Default: all that wait.", completion: .pendingScenarios)
    var scenarios: [String] = []

    @OptionGroup var folders: WorkspaceOptions

    @Option(help: "Why what you accept is right; kept in the golden's header. Asked for when it is needed.")
    var reason: String?

    func validate() throws {
        if let reason { try GoldenReason.check(reason) }
    }

    func run() throws {
        try ExitStatus.of {
            var waiting = 0
            for name in try folders.pendingNames(scenarios) {
                let acceptance = GoldenAcceptance(scenario: name, workspace: folders.workspace)
                guard acceptance.isPending else { continue }
                try acceptance.refuseExperiment(of: name)
                let mark = try acceptance.mark()
                let drifts = try drifts(of: name, acceptance)
                waiting += 1
                for difference in try acceptance.madeOtherwise() {
                    Console.print("\(name): changed since the golden: \(difference)")
                }
                if drifts.isEmpty {
                    Console.print(
                        "\(name): all answers are the golden's; `toolrouter accept \(name)` brings it up to date")
                }
                guard Console.isInteractive && !Environment.isCI && !drifts.isEmpty else {
                    try show(drifts, of: name, acceptance)
                    continue
                }
                guard try ask(drifts, of: name, acceptance, mark) == .decided else { break }
            }
            if waiting == 0 { Console.print("nothing waits") }
        }
    }

    /// The pending drifts with their questions, where the recording is at hand.
    private func drifts(of name: String, _ acceptance: GoldenAcceptance) throws -> [Drift] {
        var drifts = try acceptance.pendingDrifts()
        let given = scenarios.first { folders.name(of: $0) == name } ?? name
        guard let scenario = try? Scenario(path: folders.workspace.scenarioFolder(given)),
            let questions = try? RecordedQuestions.of(Set(drifts.map(\.id)), in: scenario)
        else { return drifts }
        for place in drifts.indices { drifts[place].question = questions[drifts[place].id] }
        return drifts
    }

    /// Prints each change.
    private func show(_ drifts: [Drift], of name: String, _ acceptance: GoldenAcceptance) throws {
        let results = try acceptance.pendingResults()
        var number = 0
        let groups = grouped(drifts)
        for (group, members) in groups {
            if group.count > 1, groups.count > 1 { Console.print("\(name): \(group.headline)") }
            for drift in members {
                number += 1
                Console.print(
                    "\(name) \(Excerpt.of(drift.id.text)) (\(number) of \(drifts.count)): \(drift.headline)")
                if let question = drift.question { Console.print("  question: \(Excerpt.visible(question))") }
                for line in drift.lines(with: results) { Console.print("  " + Excerpt.visible(line)) }
            }
        }
        Console.print("")
    }

    /// Asks what to do about each change, and does it.
    private func ask(
        _ drifts: [Drift], of name: String, _ acceptance: GoldenAcceptance, _ mark: String
    ) throws -> ReviewDialogue.End {
        var dialogue = ReviewDialogue(name, drifts, try acceptance.pendingResults())
        let (end, writes) = dialogue.run()
        if writes { try accept(dialogue.session, of: name, acceptance, mark) }
        let rejected = dialogue.session.requests(.rejected)
        if !rejected.isEmpty {
            let first = rejected.prefix(10).map { Excerpt.of($0.text) }.joined(separator: ", ")
            Console.print(
                "\(name): \(Quantity.words(rejected.count, "answer")) rejected, the golden stays, and the next replay "
                    + "shows what is not put right: \(first)\(rejected.count > 10 ? ", …" : "")")
        }
        return end
    }

    private func accept(
        _ session: ReviewSession, of name: String, _ acceptance: GoldenAcceptance, _ mark: String
    ) throws {
        let accepted = Set(session.requests(.accepted))
        guard acceptance.hasGolden || accepted.count == session.count else {
            Console.error("\(name) has no golden yet, and its first is accepted as a whole: nothing was accepted")
            return
        }
        guard let reason = reason ?? askReason() else {
            Console.print("\(name): nothing was accepted")
            return
        }
        let lock = try folders.lockGoldens()
        defer { withExtendedLifetime(lock) {} }
        guard try acceptance.isPending && acceptance.mark() == mark else {
            Console.error("\(name): another run has changed what waits since you looked: review it again")
            return
        }
        let done = try InterruptSignals.postponed {
            try accepted.count == session.count
                ? acceptance.accept(reason: reason) : acceptance.accept(accepted, reason: reason)
        }
        Console.print("\(name): \(done.words)")
    }

    /// The drifts by group, the groups in the order of their first drifts.
    private func grouped(_ drifts: [Drift]) -> [(group: DriftGroup, members: [Drift])] {
        var groups = DriftGroups()
        var members: [[Drift]] = []
        for drift in drifts {
            let number = groups.add(drift)
            if number == members.count { members.append([]) }
            members[number].append(drift)
        }
        return Array(zip(groups.all, members))
    }

    /// Why what was accepted is right; nil when the person says nothing, and then nothing is accepted.
    private func askReason() -> String? {
        while true {
            Console.print("why is what you accept right? (kept in the golden; an empty line accepts nothing)")
            guard let reason = readLine(), !reason.isEmpty else { return nil }
            do {
                try GoldenReason.check(reason)
                return reason
            } catch {
                Console.error("\(error)")
            }
        }
    }
}
