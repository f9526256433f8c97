import Foundation
import Synchronization
import ToolRouterFormats

/// Replays several scenarios and writes the reports of the whole run.
package struct ReplayRun: Sendable {
    /// What to replay, in the order of the reports.
    package let scenarios: [ScenarioRun]
    /// How many scenarios are replayed at a time, each on a thread of its own.
    package let jobs: Int
    /// What the run does not read although it is about everything.
    package let unread: [UnreadFile]

    package init(scenarios: [ScenarioRun], jobs: Int, unread: [UnreadFile] = []) {
        self.unread = unread
        self.scenarios = scenarios.map { scenario in
            var scenario = scenario
            scenario.junitRoom = JUnitRoom(suites: scenarios.count)
            return scenario
        }
        self.jobs = jobs
    }

    /// Replays everything, or what comes before an interruption; what one scenario does never depends on another one, nor on `jobs`.
    ///
    /// - Parameter progress: is told, from any thread, which scenario has done how many requests.
    package func run(progress: @escaping @Sendable (String, Int) -> Void) throws -> RunReport {
        let results = Mutex<[Int: Result<ScenarioReport, any Error>]>([:])
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = max(1, jobs)
        for (number, scenario) in scenarios.enumerated() {
            queue.addOperation {
                if scenario.options.interruption.isRaised { return }
                let result = Result { try scenario.run { progress(scenario.scenario.name, $0) } }
                if case .failure(is Interrupted) = result { return }
                results.withLock { $0[number] = result }
            }
        }
        queue.waitUntilAllOperationsAreFinished()
        let finished = scenarios.indices.compactMap { number in results.withLock { $0[number] } }
        let notReplayed = scenarios.indices.filter { number in results.withLock { $0[number] == nil } }
        do {
            return RunReport(
                scenarios: try finished.map { try $0.get() },
                notReplayed: notReplayed.map { scenarios[$0].scenario.name }, unread: unread)
        } catch {
            for result in finished { try? result.get().junit.discard() }
            throw error
        }
    }
}

extension RunReport {
    private static let files = [
        "junit.xml", "drift.json", "summary.md", ReportHead.file, ReportPage.file, LiveReport.file,
    ]

    /// Removes what an earlier run left in `folder`.
    package static func remove(from folder: String) {
        for file in files { unlink(folder + "/" + file) }
    }

    /// Writes `junit.xml`, `drift.json`, `summary.md` and `report.html` into `folder`, each by rename.
    ///
    /// - Parameter commands: those that the page and the summary tell people to copy, by scenario.
    package func write(to folder: String, commands: [String: ReportCommands] = [:]) throws {
        let omitted = try notReplayed.enumerated().map { number, name throws(FileError) in
            try ScenarioJUnit.notReplayed(name, fragmentPath: "\(folder)/junit-\(number).xml")
        }
        let unread =
            try self.unread.isEmpty
            ? [] : [ScenarioJUnit.unread(self.unread, fragmentPath: "\(folder)/junit-unread.xml")]
        try JUnitDocument.write(scenarios.map(\.junit) + omitted + unread, to: folder + "/junit.xml")
        try writeSummaries(to: folder, commands: commands)
    }

    /// Writes all but `junit.xml` into `folder`, each by rename.
    package func writeSummaries(to folder: String, commands: [String: ReportCommands] = [:]) throws {
        for (name, text) in [("drift.json", json), ("summary.md", SummaryReport(self, commands: commands).markdown)] {
            try OutputFile.write(text, to: folder + "/" + name, option: Workspace.reportsOption)
        }
        try ReportHead(of: self, commands: commands).write(to: "\(folder)/\(ReportHead.file)")
        try ReportPage.write(in: folder)
    }
}
