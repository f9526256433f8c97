import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// Writes a schedule that was made small as a scenario that can be dropped among others as a regression test.
package struct ShrunkScenario {
    private let schedule: Schedule
    private let subject: ChaosSubject
    private let goldens: ReplayTest.Goldens?
    /// What happens in it, in plain words.
    package let timeline: [String]
    private let note: CapsuleNote

    /// Replays `schedule` once more to tell its story.
    ///
    /// - Parameters:
    ///   - note: what it came from; its size then is added here.
    ///   - origin: its size before.
    ///   - goldens: what its requests were compared with, where a drift is to be seen.
    package init(
        _ schedule: Schedule, of subject: ChaosSubject, note: CapsuleNote, was origin: CapsuleNote.Size,
        decorations: [any WorldDecoration], goldens: ReplayTest.Goldens? = nil
    ) throws {
        var schedule = schedule
        if let goldens {
            for place in schedule.requests.indices {
                schedule.requests[place].answered = goldens.answers[schedule.requests[place].id]
            }
        }
        self.schedule = schedule
        self.subject = subject
        self.goldens = goldens
        var note = note
        note.shrunkFrom = origin
        note.changes = schedule.changes
        note.seed = schedule.seed
        if case .crash = note.symptom {
            timeline = []
        } else if case .silence = note.symptom {
            timeline = []
        } else {
            let timeline = Timeline(of: schedule)
            let outcome = try ScheduleRunner(subject, decorations: decorations)
                .run(schedule, note.thoroughness, seenBy: timeline)
            self.timeline = timeline.lines(outcome)
            if let failure = outcome.failures.first(where: { $0.symptom == note.symptom }) {
                note.words = failure.words
                note.request = failure.request
            }
        }
        self.note = note
    }

    /// Writes it to `folder`, where a capsule is replaced and nothing else.
    package func write(to folder: String) throws -> Capsule {
        let size = CapsuleNote.Size(schedule)
        let plant = note.planted.map { ["With the bug `\($0)` planted (--plant \($0))."] } ?? []
        let words = note.words.isEmpty ? [] : [note.words]
        let settings = schedule.changes.map { "  \($0.key): \($0.value)" }
        return try CapsuleWriter(
            schedule, of: subject, note: note,
            description: "\(note.symptom.text), made small from \(note.scenario)",
            comment: ["\(note.symptom.text)"] + words + [""] + plant + [
                "Made small by `toolrouter shrink` from \(note.shrunkFrom?.words ?? "more") of \(note.scenario)",
                "to \(size.words). `\(CapsuleNote.reproduction)` shows it again.",
            ] + (settings.isEmpty ? [] : ["Configured otherwise than there:"] + settings)
                + (timeline.isEmpty ? [] : ["", "What happens:", ""] + timeline.map { "  " + $0 }),
            golden: goldens?.header
        ).write(to: folder)
    }
}

extension CapsuleNote.Size {
    /// In words: `3 requests, 1 fault, 2 settings`.
    package var words: String {
        [
            Quantity.words(requests, "request"), Quantity.words(faults, "fault"),
            Quantity.words(settings, "changed setting"),
        ].joined(separator: ", ")
    }
}
