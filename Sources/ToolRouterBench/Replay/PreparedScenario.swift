import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// One of the two scenarios that replays are measured with: a folder of its own with scenario, golden and reports.
struct PreparedScenario {
    /// What the two do with the same traffic.
    enum Kind: String, CaseIterable {
        /// No answer cache, and every statement is stepped.
        case stepped
        /// An answer cache, and statements that do not read the clock run once.
        case remembered

        fileprivate var settings: String {
            switch self {
            case .stepped: "cache: off\n"
            case .remembered: "cache: {ttl: 5m, entries: 10000, scope: tenant}\n"
            }
        }

        fileprivate var arguments: [String] { self == .remembered ? ["--remember-rows"] : [] }
    }

    /// The scenario's own name, in its folder.
    static let name = "spider"
    private static let prices = "prices: {dail_sql_gpt4: {input: \"2.50\", output: \"10.00\"}}\n"

    let kind: Kind
    let requests: Int
    /// The folder of all of them.
    let place: String

    var folder: String { "\(place)/\(kind.rawValue)-\(requests)" }
    var workspace: Workspace { MeasureReplayCommand.workspace(folder) }
    private var scenario: String { "\(folder)/replays/\(Self.name)" }

    /// Whether it has its golden, with which it is complete.
    var isThere: Bool { FileManager.default.fileExists(atPath: workspace.goldenAnswers(Self.name)) }

    /// Makes the scenario and its golden; `import`, `replay` and `accept` do so in processes of their own.
    func prepare(from files: SpiderFiles) throws {
        Progress.tell("making \(folder)")
        if try !isMade { try make(from: files) }
        _ = try replay(runs: 1)
        _ = try accept()
    }

    /// Whether the scenario is there, though its golden may not be: it is a long way to one of ten million requests.
    private var isMade: Bool {
        get throws {
            let file = scenario + "/scenario.yaml"
            guard FileManager.default.fileExists(atPath: file) else { return false }
            return try String(contentsOfFile: file, encoding: .utf8).hasSuffix(kind.settings + Self.prices)
        }
    }

    private func make(from files: SpiderFiles) throws {
        try? FileManager.default.removeItem(atPath: folder)
        let stepped = PreparedScenario(kind: .stepped, requests: requests, place: place)
        if try kind != .stepped && stepped.isMade {
            try link(to: stepped)
        } else {
            _ = try Self.importing(files, requests: requests, to: scenario)
        }
        let file = scenario + "/scenario.yaml"
        var lines = try String(contentsOfFile: file, encoding: .utf8)
        if let settings = lines.range(of: stepped.kind.settings) { lines.removeSubrange(settings.lowerBound...) }
        try OutputFile.write(lines + kind.settings + Self.prices, to: file)
    }

    /// Both have the same traffic, which may have gigabytes.
    private func link(to other: PreparedScenario) throws {
        try FileManager.default.createDirectory(atPath: scenario, withIntermediateDirectories: true)
        try FileManager.default.linkItem(atPath: other.scenario + "/traffic.jsonl", toPath: scenario + "/traffic.jsonl")
        for part in ["databases", "scenario.yaml"] {
            try FileManager.default.copyItem(atPath: "\(other.scenario)/\(part)", toPath: "\(scenario)/\(part)")
        }
    }

    /// Writes a scenario of so many requests to `output`.
    static func importing(_ files: SpiderFiles, requests: Int, to output: String) throws -> FileMeasurement {
        try MeasuredChild.run(
            [MeasureImportCommand.configuration.commandName!, output, "--requests", "\(requests)"] + files.arguments)
    }

    /// Replays it as often, each time in a process of its own, and returns the one in the middle by speed.
    func replay(runs: Int, metrics: Bool = false) throws -> Measurement {
        var measurements: [Measurement] = []
        for run in 1...runs {
            Progress.tell("replay \(run) of \(runs)")
            measurements.append(
                try MeasuredChild.run(
                    [MeasureReplayCommand.configuration.commandName!, folder] + kind.arguments
                        + (metrics ? ["--metrics"] : [])))
        }
        measurements.sort { $0.seconds < $1.seconds }
        return measurements[measurements.count / 2]
    }

    /// Makes the answers of the last replay the golden. One that is there already is compared with them first.
    func accept() throws -> FileMeasurement {
        try MeasuredChild.run([MeasureAcceptCommand.configuration.commandName!, folder])
    }

    /// Reads all that belongs to it, as `toolrouter check` does.
    func check() throws -> FileMeasurement {
        try MeasuredChild.run([MeasureCheckCommand.configuration.commandName!, folder])
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }
}

/// What a long measurement says of itself.
enum Progress {
    static func tell(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
