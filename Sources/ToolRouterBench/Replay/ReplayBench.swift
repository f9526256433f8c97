import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter-bench replay`: how fast a large recording is replayed and compared, and in how much memory.
struct ReplayBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays a large recording made from the Spider set, goldens compared.",
        discussion: """
            Two scenarios of the same traffic: without answer cache and without remembered rows, so that every statement \
            is stepped; and with both. JUnit holds the cases that drifted only. Each replay is a process of its own.
            """)

    @Option(help: "The folder with questions.jsonl, predictions.jsonl and database/.")
    var spider: String

    @Option(help: "Arrival times: a CSV with TIMESTAMP, ContextTokens, GeneratedTokens.")
    var arrivals: String

    @Option(help: "How many requests to replay. A tenth of them is replayed as well, to see how memory grows.")
    var requests = 1_000_000

    @Option(help: "How many users ask.")
    var users = 1_000

    @Option(help: "Measure each replay as often, and print the one in the middle.")
    var runs = 5

    @Option(help: "Make the scenarios here, and keep them; those that are here already are measured as they are.")
    var folder: String?

    @Flag(help: "Fold and write the metrics of each replay, too.")
    var metrics = false

    func run() throws {
        let scratch = folder == nil ? try OutputFolder.scratch() : nil
        let place = folder ?? scratch!.path
        for (name, settings) in Self.scenarios {
            var peaks: [Int] = []
            for count in [requests / 10, requests] {
                let folder = "\(place)/\(name)-\(count)"
                if !FileManager.default.fileExists(atPath: folder) {
                    try prepare(folder, requests: count, settings: settings)
                }
                let median = try measure(folder, runs: count == requests ? runs : 1)
                peaks.append(median.peakBytes)
                if count == requests { median.print(name) }
                if scratch != nil { try FileManager.default.removeItem(atPath: folder) }
            }
            let growth = Double(peaks[1] - peaks[0]) / Double(requests - requests / 10)
            Swift.print("\(name): memory growth \(Self.decimal(growth, 1)) bytes a request")
        }
    }

    private static let scenarios = [
        ("stepped", "cache: off\n"),
        ("remembered", "cache: {ttl: 5m, entries: 10000, scope: tenant}\n"),
    ]

    /// Makes the scenario and its golden.
    private func prepare(_ folder: String, requests: Int, settings: String) throws {
        let output = folder + "/replays/spider"
        Self.tell("making \(requests) requests")
        _ = try SpiderImport(
            questions: spider + "/questions.jsonl", predictions: spider + "/predictions.jsonl",
            planner: "dail_sql_gpt4", databases: spider + "/database", arrivals: arrivals, requests: requests,
            users: users, seed: 1, output: output
        ).run { _ in }
        let file = output + "/scenario.yaml"
        let prices = "prices: {dail_sql_gpt4: {input: \"2.50\", output: \"10.00\"}}\n"
        let scenario = try String(contentsOfFile: file, encoding: .utf8) + settings + prices
        try scenario.write(toFile: file, atomically: true, encoding: .utf8)
        Self.tell("making its golden")
        let workspace = MeasureReplayCommand.workspace(folder)
        _ = try measure(folder, runs: 1)
        let acceptance = GoldenAcceptance(scenario: "spider", workspace: workspace)
        try acceptance.propose(from: workspace)
        _ = try acceptance.accept(reason: "a benchmark")
    }

    /// The one in the middle of several replays by speed, each in a process of its own.
    private func measure(_ folder: String, runs: Int) throws -> Measurement {
        var measurements: [Measurement] = []
        for run in 1...runs {
            Self.tell("replay \(run) of \(runs)")
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            let rows = folder.contains("/remembered-") ? ["--remember-rows"] : []
            process.arguments =
                [MeasureReplayCommand.configuration.commandName!, folder] + rows + (metrics ? ["--metrics"] : [])
            process.standardOutput = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            measurements.append(try JSONDecoder().decode(Measurement.self, from: output))
        }
        measurements.sort { $0.seconds < $1.seconds }
        return measurements[measurements.count / 2]
    }

    private static func tell(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    static func decimal(_ number: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", number)
    }
}
