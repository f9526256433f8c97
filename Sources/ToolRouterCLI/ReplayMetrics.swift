import Glibc
import SQLSandbox
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// The metrics of a replay: the counts of its reports, and the times that are taken beside it, as one exposition.
struct ReplayMetrics {
    /// The option that names the place.
    static let option = "--metrics"

    /// Nil where it is the standard output.
    private let file: OutputFile?
    private let times: [String: LatencyMetrics]

    /// Begins the file at `path`, or with `-` nothing: one that can't be written is said before anything runs, and what an
    /// earlier run left there is removed, as with all reports. Any other file is left alone.
    init(path: String, scenarios: [String]) throws(FileError) {
        guard path == "-" || Self.mayReplace(path) else {
            throw FileError(
                cannotWrite: path, because: "what is there is not a metrics file",
                remedy: "remove it, or name another file")
        }
        file = path == "-" ? nil : try OutputFile(path: path, option: Self.option)
        if path != "-" { unlink(path) }
        times = Dictionary(scenarios.map { ($0, LatencyMetrics()) }) { first, _ in first }
    }

    /// Whether there is nothing, or a file that begins as every exposition does.
    private static func mayReplace(_ path: String) -> Bool {
        let beginning = "# HELP toolrouter_"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        // What can't be opened or is no file is said by who writes it.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: beginning.utf8.count)
        let count = read(descriptor, &bytes, bytes.count)
        return count <= 0 || beginning.utf8.starts(with: bytes[..<count])
    }

    /// Takes the times of a scenario.
    func listener(of scenario: String) -> LatencyMetrics? { times[scenario] }

    /// The exposition of a run, with the scenario as a label; a scenario that was cut short is left out, since what it counted is
    /// of no use.
    func text(of report: RunReport) -> String {
        let build = BuildInformation(version: Versions.toolRouter, sqlite: Sandbox.sqliteVersion)
        return Exposition.text(
            of: report.scenarios.filter { $0.cutShortBy == nil }.map { scenario in
                MetricReadings(
                    label: ("scenario", scenario.scenario), build: build, standing: scenario.standing,
                    totals: scenario.totals.totals, latencies: times[scenario.scenario]?.latencies ?? Latencies())
            })
    }

    /// Writes that text where it belongs.
    func write(_ text: String) throws {
        guard let file else { return Console.write(text) }
        try file.write(text)
        try file.finish()
    }

    /// Whether the text is the output of the command.
    var isOutput: Bool { file == nil }
}
