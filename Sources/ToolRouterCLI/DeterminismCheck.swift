import ArgumentParser
import Foundation
import ToolRouterReplay

/// Replays the same scenarios in a second process, with other hash seeds and another number of jobs, and compares the
/// reports byte by byte.
struct DeterminismCheck {
    private let command: ReplayCommand

    init(_ command: ReplayCommand) {
        self.command = command
    }

    func run(_ scenarios: [String]) throws {
        let folder = NSTemporaryDirectory() + "/toolrouter-second-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try replay(into: folder)
        let files =
            ["junit.xml", "drift.json", "summary.md"]
            + scenarios.flatMap { ["\($0)/answers.jsonl", "\($0)/totals.json"] }
        for file in files {
            let first = FileManager.default.contents(atPath: command.folders.reports + "/" + file)
            let second = FileManager.default.contents(atPath: folder + "/" + file)
            guard let first, let second, first == second else {
                let line = Self.firstDifference(first ?? Data(), second ?? Data())
                Console.error("two runs of the same inputs wrote different bytes: \(file), line \(line)")
                throw ExitCode(Verdict.nondeterministic.exitCode)
            }
        }
    }

    private func replay(into folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let folders = command.folders
        process.arguments =
            ["replay"] + command.scenarios
            + ["--replays", folders.replays, "--goldens", folders.goldens, "--reports", folder]
            + ["--jobs", command.jobs == 1 ? "2" : "1"]
            + (command.seed.map { ["--seed", "\($0)"] } ?? [])
            + command.shadows.flatMap { ["--shadow", $0] }
            + (command.redact ? ["--redact"] : [])
        var environment = ProcessInfo.processInfo.environment
        // Swift seeds its hashes anew in each process; with this variable it does not. One of the two runs has it.
        let name = "SWIFT_DETERMINISTIC_HASHING"
        if environment.removeValue(forKey: name) == nil { environment[name] = "1" }
        environment["CI"] = "true"
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    private static func firstDifference(_ first: Data, _ second: Data) -> Int {
        let common = zip(first, second).prefix { $0 == $1 }
        return 1 + common.reduce(0) { $0 + ($1.0 == UInt8(ascii: "\n") ? 1 : 0) }
    }
}
