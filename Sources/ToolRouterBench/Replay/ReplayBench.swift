import ArgumentParser
import Foundation
import ToolRouterFormats

/// `toolrouter-bench replay`: how fast a large recording is replayed and compared, and in how much memory.
struct ReplayBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays a large recording made from the Spider set, goldens compared.",
        discussion: """
            Two scenarios of the same traffic: without answer cache and without remembered rows, so that every statement \
            is stepped; and with both. JUnit holds the cases that drifted only. Each replay is a process of its own.
            """)

    @OptionGroup var files: SpiderFiles

    @Option(help: "How many requests to replay. A tenth of them is replayed as well, to see how memory grows.")
    var requests = 1_000_000

    @Option(help: "Measure each replay as often, and print the one in the middle.")
    var runs = 5

    @Option(help: "Make the scenarios here, and keep them; those that are here already are measured as they are.")
    var folder: String?

    @Flag(help: "Fold and write the metrics of each replay, too.")
    var metrics = false

    func run() throws {
        let scratch = folder == nil ? try OutputFolder.scratch() : nil
        let place = folder ?? scratch!.path
        for kind in PreparedScenario.Kind.allCases {
            let name = kind.rawValue
            var peaks: [Int] = []
            for count in [requests / 10, requests] {
                let scenario = PreparedScenario(kind: kind, requests: count, place: place)
                if !scenario.isThere { try scenario.prepare(from: files) }
                let median = try scenario.replay(runs: count == requests ? runs : 1, metrics: metrics)
                peaks.append(median.peakBytes)
                if count == requests { median.print(name) }
                if scratch != nil { try scenario.remove() }
            }
            let growth = Double(peaks[1] - peaks[0]) / Double(requests - requests / 10)
            Swift.print("\(name): memory growth \(Self.decimal(growth, 1)) bytes a request")
        }
    }

    static func decimal(_ number: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", number)
    }
}
