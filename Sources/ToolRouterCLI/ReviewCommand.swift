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
            Says what was changed since the golden was made, then shows each answer that differs, those that part from the \
            golden in the same way together: question, statement and rows. On a terminal each may be accepted or left; \
            elsewhere all are printed.

            EXAMPLES
              toolrouter review
              toolrouter review planner-outage
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
                guard try review(drifts, of: name, acceptance, mark) else { break }
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

    /// Shows each change; on a terminal asks for each what to do. False when the person quits.
    private func review(
        _ drifts: [Drift], of name: String, _ acceptance: GoldenAcceptance, _ mark: String
    ) throws -> Bool {
        var accepted: Set<RequestID> = []
        var goesOn = true
        let results = try acceptance.pendingResults()
        var number = 0
        let groups = grouped(drifts)
        show: for (place, (group, members)) in groups.enumerated() {
            if group.count > 1, groups.count > 1 { Console.print("\(name): \(group.headline)") }
            for (member, drift) in members.enumerated() {
                number += 1
                Console.print(
                    "\(name) \(Excerpt.of(drift.id.text)) (\(number) of \(drifts.count)): \(drift.headline)")
                if let question = drift.question { Console.print("  question: \(Excerpt.visible(question))") }
                for line in drift.lines(with: results) { Console.print("  " + Excerpt.visible(line)) }
                guard Console.isInteractive && !Environment.isCI else { continue }
                switch ask(hasGroup: member + 1 < members.count) {
                case .accept: accepted.insert(drift.id)
                case .skip: break
                case .acceptGroup:
                    accepted.formUnion(members[member...].map(\.id))
                    number += members.count - member - 1
                    continue show
                case .acceptRemaining:
                    let rest = groups[(place + 1)...].flatMap(\.members)
                    accepted.formUnion((members[member...] + rest).map(\.id))
                    break show
                case .quit:
                    goesOn = false
                    break show
                }
            }
        }
        Console.print("")
        guard !accepted.isEmpty else { return goesOn }
        guard acceptance.hasGolden || accepted.count == drifts.count else {
            Console.error("\(name) has no golden yet, and its first is accepted as a whole: nothing was accepted")
            return goesOn
        }
        guard let reason = reason ?? askReason() else { return goesOn }
        let lock = try folders.lockGoldens()
        defer { withExtendedLifetime(lock) {} }
        guard try acceptance.isPending && acceptance.mark() == mark else {
            Console.error("\(name): another run has changed what waits since you looked: review it again")
            return goesOn
        }
        let done = try InterruptSignals.postponed {
            try accepted.count == drifts.count
                ? acceptance.accept(reason: reason) : acceptance.accept(accepted, reason: reason)
        }
        Console.print("\(name): \(done.words)")
        return goesOn
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

    private enum Decision { case accept, skip, acceptGroup, acceptRemaining, quit }

    private func ask(hasGroup: Bool) -> Decision {
        while true {
            Console.print(
                "[a]ccept, [s]kip, " + (hasGroup ? "accept this [g]roup, " : "") + "accept all [r]emaining, [q]uit?")
            switch readLine()?.lowercased() {
            case "a": return .accept
            case "s": return .skip
            case "g" where hasGroup: return .acceptGroup
            case "r": return .acceptRemaining
            case "q", nil: return .quit
            default: continue
            }
        }
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
