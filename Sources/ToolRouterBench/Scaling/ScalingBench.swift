import ArgumentParser
import Foundation
import ToolRouterFormats

/// `toolrouter-bench scaling`: whether speed and memory stay as they are when recordings grow.
struct ScalingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling",
        abstract: "Replays, imports, checks and accepts recordings of growing length: a table of speed and memory.",
        discussion: """
            The two scenarios of `replay`, and the commands that read or write as much as it does, each in a process of its \
            own. Growth is what a further request took, from the row before of the same work. Ten million requests take \
            about 30 GB of files while they are measured.
            """)

    @OptionGroup var files: SpiderFiles

    @Option(name: .customLong("counts"), parsing: .upToNextOption, help: "How many requests, in rising order.")
    var counts = [10_000, 100_000, 1_000_000, 10_000_000]

    @Option(help: "Measure each replay as often, and print the one in the middle.")
    var runs = 1

    @Option(help: "Make the scenarios here, and keep them; those that are here already are measured as they are.")
    var folder: String?

    func validate() throws {
        guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }), zip(counts, counts.dropFirst()).allSatisfy(<) else {
            throw ValidationError("--counts takes numbers from 1 on that rise")
        }
        guard runs > 0 else { throw ValidationError("--runs is at least 1") }
    }

    func run() throws {
        let scratch = folder == nil ? try OutputFolder.scratch() : nil
        let place = folder ?? scratch!.path
        var table = ScalingTable()
        for count in counts {
            let scenarios = PreparedScenario.Kind.allCases.map {
                PreparedScenario(kind: $0, requests: count, place: place)
            }
            for scenario in scenarios {
                if !scenario.isThere { try scenario.prepare(from: files) }
                let replay = try scenario.replay(runs: runs)
                precondition(replay.requests == count && replay.drifted == 0, "\(replay): a golden of other answers")
                table.print(scenario.kind.rawValue, FileMeasurement(replay))
            }
            let imported = "\(place)/import-\(count)"
            table.print("import", try PreparedScenario.importing(files, requests: count, to: imported))
            try FileManager.default.removeItem(atPath: imported)
            table.print("check", try scenarios[0].check())
            table.print("accept", try scenarios[0].accept())
            if scratch != nil { for scenario in scenarios { try scenario.remove() } }
        }
    }
}

/// Rows as Markdown has them, printed as they come.
private struct ScalingTable {
    private var earlier: [String: FileMeasurement] = [:]

    mutating func print(_ work: String, _ measurement: FileMeasurement) {
        if earlier.isEmpty {
            Self.write("| requests | work | requests/s | processor time a request | peak memory | growth a request |")
            Self.write("|--:|---|--:|--:|--:|--:|")
        }
        let requests = Double(measurement.requests)
        let growth = earlier.updateValue(measurement, forKey: work).map { before in
            let bytes =
                Double(measurement.peakBytes - before.peakBytes) / Double(measurement.requests - before.requests)
            return "\(ReplayBench.decimal(bytes, 1)) bytes"
        }
        let cells = [
            "\(measurement.requests)", work, "\(Int(requests / measurement.seconds))",
            "\(ReplayBench.decimal(measurement.processorSeconds * 1e6 / requests, 1)) µs",
            "\(measurement.peakBytes / 1_000_000) MB", growth ?? "",
        ]
        Self.write("| " + cells.joined(separator: " | ") + " |")
    }

    /// At once, also where the output is a file: the last rows take an hour.
    private static func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}

extension FileMeasurement {
    fileprivate init(_ replay: Measurement) {
        self.init(
            requests: replay.requests, seconds: replay.seconds,
            processorSeconds: replay.userSeconds + replay.systemSeconds, peakBytes: replay.peakBytes)
    }
}
