import Foundation
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// Replays schedules in a process of their own, each in another one, to see whether that ends, or says nothing.
final class ChildTest: SymptomTest {
    /// How long a process may take before it is silent: a small schedule takes no second.
    static let usualSilence = Duration.seconds(10)

    private let subject: ChaosSubject
    private let note: CapsuleNote
    private let silence: Duration
    private let interruption: Interruption
    private let scratch: OutputFolder
    private var count = 0

    /// - Parameters:
    ///   - note: says which symptom is looked for, a crash or silence, and what is planted.
    ///   - silence: how long a process may take.
    init(_ subject: ChaosSubject, _ note: CapsuleNote, silence: Duration, interruption: Interruption) throws {
        self.subject = subject
        self.note = note
        self.silence = silence
        self.interruption = interruption
        scratch = try OutputFolder.scratch()
    }

    func shows(_ schedule: Schedule) throws -> Bool {
        count += 1
        var note = note
        note.changes = schedule.changes
        let capsule = try CapsuleWriter(schedule, of: subject, note: note, description: "a candidate", comment: [])
            .write(to: "\(scratch.path)/\(count)")
        defer { try? FileManager.default.removeItem(atPath: capsule.folder) }
        return try Self.end(of: capsule.folder, within: silence, interruption) == note.symptom
    }

    /// Replays the capsule in `folder` in a process of its own: `crash` when that is ended by a signal, `silence` when it has not ended in
    /// time; nil when it ended by itself.
    static func end(of folder: String, within silence: Duration, _ interruption: Interruption) throws -> Symptom? {
        // What a process that is killed leaves behind goes with this one.
        let scratch = try OutputFolder.scratch()
        defer { withExtendedLifetime(scratch) {} }
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["shrink", folder, "--check", "--in-process"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // A crash that is looked for needs no report, which would take seconds.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SWIFT_BACKTRACE": "enable=no", "TMPDIR": scratch.path]
        ) { $1 }
        try process.run()
        let end = ContinuousClock.now + silence
        // It is in a process group of its own, so that Ctrl-C reaches this process only.
        while process.isRunning {
            if interruption.isRaised || ContinuousClock.now >= end {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                if interruption.isRaised { throw Interrupted() }
                return .silence
            }
            usleep(2_000)
        }
        return process.terminationReason == .uncaughtSignal ? .crash : nil
    }
}
