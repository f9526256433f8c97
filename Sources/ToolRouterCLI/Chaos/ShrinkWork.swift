import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// Something that is to be made small.
protocol ShrinkWork {
    /// The scenario that its schedule begins with.
    var subject: ChaosSubject { get }
    /// Shows the symptom.
    var schedule: Schedule { get }
    /// Says which symptom, and where it comes from.
    var note: CapsuleNote { get }
    /// When the symptom showed first, since the traffic began, where that is known.
    var at: Duration? { get }
    /// Says whether a schedule shows the symptom.
    var test: any SymptomTest { get }
    /// What goes around the seams.
    var decorations: [any WorldDecoration] { get }
    /// What a drift is judged by.
    var goldens: ReplayTest.Goldens? { get }

    /// Whether the capsule on the disk shows it.
    func shows(_ capsule: Capsule) throws -> Bool
}

/// A capsule of a chaos run, or one that was made small before.
struct CapsuleWork: ShrinkWork {
    let note: CapsuleNote
    let at: Duration? = nil
    let test: any SymptomTest
    let decorations: [any WorldDecoration]
    let goldens: ReplayTest.Goldens?
    private let open: OpenCapsule
    private let command: ShrinkCommand

    init(_ capsule: Capsule, _ command: ShrinkCommand, _ interruption: Interruption) throws {
        self.command = command
        var note = capsule.note
        if let plant = command.plant { note.planted = note.planted ?? plant }
        self.note = note
        open = try OpenCapsule(capsule, interruption: interruption)
        decorations = try command.decorations(with: capsule.note.planted)
        let isDrift = if case .drift = note.symptom { true } else { false }
        goldens =
            isDrift
            ? try ReplayTest.Goldens(of: Scenario(path: capsule.folder), command.folders.workspace) : nil
        switch note.symptom {
        case .crash, .silence:
            test = try ChildTest(
                open.subject, note, silence: ChildTest.usualSilence, interruption: interruption)
        default:
            test = ReplayTest(
                ScheduleRunner(open.subject, decorations: decorations, interruption: interruption), note.thoroughness,
                note.symptom, of: note.request, goldens: goldens)
        }
    }

    var subject: ChaosSubject { open.subject }
    var schedule: Schedule { open.schedule }

    func shows(_ capsule: Capsule) throws -> Bool {
        let work = try CapsuleWork(capsule, command, Interruption())
        return try work.test.shows(work.schedule)
    }
}

/// Something that went wrong in a recorded scenario.
struct IncidentWork: ShrinkWork {
    let note: CapsuleNote
    let at: Duration?
    let test: any SymptomTest
    let decorations: [any WorldDecoration]
    private let incident: Incident

    init(_ incident: Incident, _ finding: Incident.Finding, planted: String?, name: String) {
        self.incident = incident
        at = finding.at
        test = incident.test(for: finding)
        decorations = planted.flatMap { Planted($0) }.map { [$0.decoration] } ?? []
        let failure = ScheduleOutcome.Failure(
            symptom: finding.symptom, request: finding.request, at: finding.at, words: finding.words ?? "")
        var note = CapsuleNote(
            on: failure, of: incident.schedule, thoroughness: .once, planted: planted,
            runSeed: incident.schedule.seed, number: 0)
        note.scenario = name
        self.note = note
    }

    var subject: ChaosSubject { incident.subject }
    var schedule: Schedule { incident.schedule }

    var goldens: ReplayTest.Goldens? {
        if case .drift = note.symptom { return incident.goldens }
        return nil
    }

    func shows(_ capsule: Capsule) throws -> Bool {
        let open = try OpenCapsule(capsule)
        let test = ReplayTest(
            ScheduleRunner(open.subject, decorations: decorations), .once, note.symptom, of: note.request,
            goldens: goldens)
        return try test.shows(open.schedule)
    }
}
