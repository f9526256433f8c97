import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter shrink`.
struct ShrinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shrink",
        abstract: "Make a failure small: the fewest requests, faults and settings that show the same.",
        discussion: """
            Takes a capsule that `toolrouter chaos` left, a scenario that breaks an invariant or drifts from its golden, or \
            the last minutes of a server: a folder, or the tar archive of `GET /v1/recent`. What is looked for is a capsule's \
            symptom, that of --keep, or the gravest that there is. The result is a scenario's folder with the story in plain \
            words, which `toolrouter replay` takes, and which can be dropped among others as a regression test.

            Exit code: 0 when it was made small, or, with --check, shows its symptom; 3 when there is nothing to be seen; \
            130 when it was interrupted: the best so far is written then.

            EXAMPLES
              toolrouter shrink reports/chaos/capsules/01-steady-day-one_answer
              toolrouter shrink replays/steady-day-min --check          does it still show its symptom?
              toolrouter shrink planner-outage --list                   what goes wrong there
              toolrouter shrink planner-outage --keep happening:circuit_opened
              curl -s -H "authorization: Bearer $KEY" localhost:8080/v1/recent > recent.tar
              toolrouter shrink recent.tar --output replays/incident-17
            """)

    @Argument(help: "A capsule, a scenario by folder name or path, or a tar archive with one.", completion: .scenarios)
    var path: String

    @Option(help: ArgumentHelp("Look for this instead, such as answer:circuit_open@plan.", valueName: "symptom"))
    var keep: String?

    @Option(
        help: ArgumentHelp("The folder to write. Default: shrunk/NAME-min in the reports folder.", valueName: "folder"))
    var output: String?

    @Option(help: ArgumentHelp("Take the best so far after this time.", valueName: "duration"))
    var patience = "20s"

    @Option(
        help: ArgumentHelp("Plant this bug around the router, besides that of a capsule.", valueName: "bug"),
        completion: .plantedBugs)
    var plant: String?

    @Flag(help: "Make nothing small: say whether the capsule shows its symptom, in a fresh process.")
    var check = false

    @Flag(help: "Make nothing small: list all that goes wrong in the scenario, the gravest first.")
    var list = false

    @Flag(help: ArgumentHelp("With --check: replay in this process, whatever becomes of it.", visibility: .hidden))
    var inProcess = false

    @OptionGroup var folders: WorkspaceOptions

    func validate() throws {
        guard let patience = DurationText.parse(patience), patience > .zero else {
            throw ValidationError("--patience is \(Excerpt.of(patience)); expected a time such as 20s")
        }
        if let keep, Symptom(keep) == nil {
            throw ValidationError(
                "--keep is \(Excerpt.of(keep)); expected a symptom such as answer:circuit_open@plan, one of those that --list prints"
            )
        }
        if let plant, Planted(plant) == nil {
            throw ValidationError("no bug is named \(Excerpt.of(plant)); there are \(PlantedBugs.names)")
        }
        if check, list || keep != nil || output != nil {
            throw ValidationError("--check makes nothing small: it goes with neither --list, --keep nor --output")
        }
        if output == "" { throw ValidationError("--output names no folder") }
    }

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let source = try ShrinkSource(path, folders.workspace)
            if check {
                try CapsuleCheck(source, self, interruption).run()
            } else if let capsule = source.capsule, !list, keep == nil {
                try shrink(try CapsuleWork(capsule, self, interruption), source, interruption)
            } else {
                try shrinkScenario(source, interruption)
            }
        }
    }

    /// What goes around the seams for a capsule in which `planted` was planted.
    func decorations(with planted: String? = nil) throws -> [any WorldDecoration] {
        try [planted, plant].compactMap { $0 }.map { name in
            guard let planted = Planted(name) else {
                throw FileError(
                    path: path, problem: "its capsule was made with the bug \(Excerpt.of(name)), which nobody knows",
                    remedy: "use the toolrouter that made it")
            }
            return planted.decoration
        }
    }

    private func shrinkScenario(_ source: ShrinkSource, _ interruption: Interruption) throws {
        let planted = plant ?? source.capsule?.note.planted
        let incident = try Incident(
            path: source.folder, workspace: folders.workspace,
            decorations: planted.flatMap { Planted($0) }.map { [$0.decoration] } ?? [], interruption: interruption)
        if incident.isCutOff {
            Console.error("only the first \(incident.schedule.requests.count) requests are looked at")
        }
        let findings = try incident.findings()
        if list {
            FindingTable(findings).print()
            return
        }
        let finding: Incident.Finding
        if let keep, let symptom = Symptom(keep) {
            guard let kept = findings.first(where: { $0.symptom == symptom }) else {
                Console.error(
                    "\(source.name) does not show \(symptom.text); it shows "
                        + (findings.isEmpty ? "nothing" : findings.map(\.symptom.text).joined(separator: ", ")))
                throw ExitCode(Verdict.missing.exitCode)
            }
            finding = kept
        } else {
            guard let gravest = findings.first, gravest.symptom.isTrouble else {
                Console.error("nothing goes wrong in \(source.name); --list says what happens, --keep looks for that")
                throw ExitCode(Verdict.missing.exitCode)
            }
            let others = findings.dropFirst().filter(\.symptom.isTrouble)
            if !others.isEmpty {
                Console.print(
                    "\(source.name) shows also \(others.map(\.symptom.text).joined(separator: ", ")) (--keep takes one of them)"
                )
            }
            finding = gravest
        }
        try shrink(IncidentWork(incident, finding, planted: planted, name: source.name), source, interruption)
    }

    private func shrink(_ work: any ShrinkWork, _ source: ShrinkSource, _ interruption: Interruption) throws {
        let progress = ProgressLine("schedules tried")
        let shrinker = Shrinker(
            work.test, subject: work.subject, patience: DurationText.parse(patience) ?? Shrinker.usualPatience,
            interruption: interruption
        ) { tried, _ in progress.update("", tried) }
        let result = try shrinker.shrink(work.schedule, from: work.note.request, at: work.at)
        progress.end()
        guard let result else {
            Console.error("\(path) does not show \(work.note.symptom.text)")
            throw ExitCode(Verdict.missing.exitCode)
        }
        let small = try ShrunkScenario(
            result.schedule, of: work.subject, note: work.note, was: CapsuleNote.Size(work.schedule),
            decorations: work.decorations, goldens: work.goldens)
        let capsule = try small.write(to: output ?? "\(folders.reports)/shrunk/\(source.name)-min")
        guard try work.shows(capsule) else {
            Console.error(
                "\(capsule.folder) does not show \(work.note.symptom.text), though its schedule did in memory")
            throw ExitStatus.internalError
        }
        Console.print("\(source.name): \(work.note.symptom.text)")
        Console.print(
            "  \(CapsuleNote.Size(work.schedule).words) -> \(CapsuleNote.Size(result.schedule).words)"
                + " (\(Quantity.words(result.tried, "schedule")) tried)")
        switch result.end {
        case .done: break
        case .patience: Console.print("  the best within \(patience); --patience takes longer")
        case .interrupted: Console.print("  interrupted: the best so far")
        }
        Console.print("")
        small.timeline.forEach { Console.print("  " + $0) }
        Console.print("")
        Console.print("written to \(capsule.folder)")
        Console.print(capsule.reproduction)
        if result.end == .interrupted { throw ExitCode(Verdict.interruptedExitCode) }
    }
}
