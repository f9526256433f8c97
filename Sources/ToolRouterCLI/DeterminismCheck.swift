import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// Replays the same scenarios in a second process, with other hash seeds and another number of jobs, and compares the
/// reports byte by byte.
struct DeterminismCheck {
    private static let metrics = "metrics.prom"
    private static let summary = "summary.md"
    private let command: ReplayCommand

    init(_ command: ReplayCommand) {
        self.command = command
    }

    /// The first file, and the line in it, in which a second process writes other bytes than `report` left; nil when
    /// there is none. An interruption ends both processes.
    ///
    /// - Parameter metrics: the metrics of the run; nil where none are asked for.
    func difference(_ report: RunReport, _ metrics: String?, _ interruption: Interruption) throws -> String? {
        let scratch = try OutputFolder.scratch()
        let exitCode = try replay(report, into: scratch.path, interruption)
        guard exitCode == report.verdict.exitCode else {
            return "the second process ended with exit code \(exitCode) instead of \(report.verdict.exitCode)"
        }
        let own = report.scenarios.flatMap { name in
            ["answers.jsonl", "totals.json", ReportSection.file].map { "\(name.scenario)/\($0)" }
        }
        for file in ["junit.xml", "drift.json", Self.summary] + own {
            // The lines to copy name the folders, which are others there.
            let first =
                file == Self.summary
                ? Data(SummaryReport(report).markdown.utf8)
                : FileManager.default.contents(atPath: command.folders.reports + "/" + file) ?? Data()
            let second = FileManager.default.contents(atPath: scratch.path + "/" + file) ?? Data()
            if first != second { return "\(file), line \(Self.firstDifference(first, second))" }
        }
        if let metrics {
            let second = FileManager.default.contents(atPath: scratch.path + "/" + Self.metrics) ?? Data()
            let first = Data(metrics.utf8)
            if first != second { return "the metrics, line \(Self.firstDifference(first, second))" }
        }
        return nil
    }

    private func replay(
        _ report: RunReport, into folder: String, _ interruption: Interruption
    ) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let folders = command.folders
        process.arguments =
            ["replay", "--without-commands"] + (command.isOfEverything ? [] : report.scenarios.map(\.directory))
            + ["--replays", folders.replays, "--goldens", folders.goldens, "--reports", folder]
            + ["--jobs", command.jobs == 1 ? "2" : "1"]
            + command.drawing
            + ["--junit-cases", command.junitCases.rawValue]
            + (command.redact ? ["--redact"] : [])
            + (command.metrics == nil ? [] : [ReplayMetrics.option, folder + "/" + Self.metrics])
        var environment = ProcessInfo.processInfo.environment
        // Swift seeds its hashes anew in each process; with this variable it does not. One of the two runs has it.
        let name = "SWIFT_DETERMINISTIC_HASHING"
        if environment.removeValue(forKey: name) == nil { environment[name] = "1" }
        environment["CI"] = "true"
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // It is in a process group of its own, so that Ctrl-C reaches this process only.
        while process.isRunning {
            if interruption.isRaised { process.terminate() }
            usleep(10_000)
        }
        if interruption.isRaised { throw Interrupted() }
        return process.terminationStatus
    }

    private static func firstDifference(_ first: Data, _ second: Data) -> Int {
        var line = 1
        for (left, right) in zip(first, second) {
            guard left == right else { break }
            if left == UInt8(ascii: "\n") { line += 1 }
        }
        return line
    }
}
