import Foundation
import ToolRouter
package import ToolRouterFormats
import ToolRouterReplay

/// A folder that holds all that one failure needs to be shown again: a whole scenario, which `toolrouter replay` and
/// `toolrouter check` take like any other, and `capsule.json`, which says what must be seen.
package struct Capsule: Sendable {
    /// The file that makes a scenario's folder a capsule.
    package static let noteFile = "capsule.json"
    static let trafficFile = "traffic.jsonl"
    static let faultsFile = "faults.yaml"

    /// The path of the folder, as it was given.
    package let folder: String
    /// What `capsule.json` says.
    package let note: CapsuleNote

    /// Reads the capsule in `folder`.
    package init(path folder: String) throws(FileError) {
        guard Self.isCapsule(folder) else {
            throw FileError(
                aboutFile: folder, found: "no \(Self.noteFile)", expected: "the folder of a capsule",
                remedy: "check the path: `toolrouter chaos` says where it left them")
        }
        self.folder = folder
        note = try CapsuleNote(path: folder + "/" + Self.noteFile)
    }

    init(folder: String, note: CapsuleNote) {
        self.folder = folder
        self.note = note
    }

    /// Whether there is a capsule in `folder`.
    package static func isCapsule(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/" + noteFile)
    }

    /// The line that shows the failure again, in a fresh process.
    package var reproduction: String { "toolrouter shrink \(ShellWord.quoted(folder)) --check" }

    /// The line that makes it small.
    package var shrinking: String { "toolrouter shrink \(ShellWord.quoted(folder))" }

    /// Writes a failure of `schedule` as a capsule. One that is in `folder` already is replaced, anything else is not.
    ///
    /// - Parameters:
    ///   - planted: the bug that was planted.
    ///   - seed: that of the run.
    ///   - number: that of the schedule in the run.
    package static func write(
        _ schedule: Schedule, showing failure: ScheduleOutcome.Failure, of subject: ChaosSubject,
        thoroughness: ScheduleRunner.Thoroughness, planted: String?, seed: UInt64, number: Int, to folder: String
    ) throws -> Capsule {
        let note = CapsuleNote(
            on: failure, of: schedule, thoroughness: thoroughness, planted: planted, runSeed: seed, number: number)
        return try CapsuleWriter(
            schedule, of: subject, note: note,
            description:
                "Schedule \(number) of \(schedule.scenario), found by toolrouter chaos: \(failure.symptom.text)",
            comment: [
                "Written by `toolrouter chaos`: schedule \(number) of \(schedule.scenario), run seed \(seed).",
                failure.words,
                "`\(CapsuleNote.reproduction)` shows it again, `toolrouter shrink .` makes it small.",
            ]
        ).write(to: folder)
    }
}
