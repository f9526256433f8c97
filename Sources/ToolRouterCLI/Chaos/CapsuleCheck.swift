import ArgumentParser
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter shrink CAPSULE --check`: says whether a capsule shows its symptom.
struct CapsuleCheck {
    private let source: ShrinkSource
    private let command: ShrinkCommand
    private let interruption: Interruption

    init(_ source: ShrinkSource, _ command: ShrinkCommand, _ interruption: Interruption) {
        self.source = source
        self.command = command
        self.interruption = interruption
    }

    func run() throws {
        guard let capsule = source.capsule else {
            throw FileError(
                aboutFile: command.path, found: "a scenario without a \(Capsule.noteFile)",
                expected: "a capsule, which says what it shows",
                remedy: "make one of it with `toolrouter shrink`, or see with --list what goes wrong in it")
        }
        let symptom = capsule.note.symptom
        let isAboutProcess = symptom == .crash || symptom == .silence
        let shows: Bool
        if isAboutProcess, !command.inProcess {
            shows = try ChildTest.end(of: capsule.folder, within: ChildTest.usualSilence, interruption) == symptom
        } else if isAboutProcess {
            let open = try OpenCapsule(capsule, interruption: interruption)
            _ = try ScheduleRunner(
                open.subject, decorations: command.decorations(with: capsule.note.planted), interruption: interruption
            ).run(open.schedule, capsule.note.thoroughness)
            shows = false
        } else {
            let work = try CapsuleWork(capsule, command, interruption)
            shows = try work.test.shows(work.schedule)
        }
        guard shows else {
            Console.error("\(command.path) does not show \(symptom.text)")
            throw ExitCode(Verdict.missing.exitCode)
        }
        Console.print("\(command.path) shows \(symptom.text)")
    }
}

/// All that goes wrong in a scenario, as a table.
struct FindingTable {
    private let findings: [Incident.Finding]

    init(_ findings: [Incident.Finding]) { self.findings = findings }

    func print() {
        let width = findings.map(\.symptom.text.count).max() ?? 0
        for finding in findings {
            let text = finding.symptom.text
            let count = String(finding.count)
            Console.print(
                text + String(repeating: " ", count: width - text.count)
                    + String(repeating: " ", count: max(0, 8 - count.count)) + count
                    + (finding.request.map { "  first \(Excerpt.of($0.text))" } ?? ""))
        }
    }
}
