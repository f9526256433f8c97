import Foundation
package import ToolRouterFormats

/// The three folders a replay works with.
package struct Workspace: Sendable {
    /// The option of the commands that chooses the last of them, for error messages.
    package static let reportsOption = "--reports"
    /// The option that chooses the folder of the goldens.
    package static let goldensOption = "--goldens"

    /// Scenarios, a folder each.
    package let replays: String
    /// Goldens, a folder a scenario.
    package let goldens: String
    /// What the last run made, a folder a scenario.
    package let reports: String

    package init(replays: String, goldens: String, reports: String) {
        self.replays = replays
        self.goldens = goldens
        self.reports = reports
    }

    /// The folder of the scenario that `name` says by its name or path.
    package func scenarioFolder(_ name: String) -> String {
        let isPath = name.contains("/") || FileManager.default.fileExists(atPath: name + "/scenario.yaml")
        return isPath ? name : replays + "/" + name
    }

    /// The names of all scenarios in `replays`, sorted.
    package func scenarioNames() throws(FileError) -> [String] {
        guard Self.isFolder(replays) else {
            throw FileError(
                aboutFile: replays,
                found: FileManager.default.fileExists(atPath: replays) ? "a file" : "no such folder",
                expected: "the folder of the scenarios",
                remedy: "go to the folder that holds it, name another one with --replays, or make a first scenario: "
                    + Self.initLine)
        }
        return try Self.names(in: replays)
            .filter { FileManager.default.fileExists(atPath: "\(replays)/\($0)/scenario.yaml") }
    }

    /// The names of all folders in `goldens`, sorted; none when the folder is not there yet.
    package func goldenNames() throws(FileError) -> [String] {
        guard FileManager.default.fileExists(atPath: goldens) else { return [] }
        return try Self.names(in: goldens)
    }

    /// What `folder` holds, sorted.
    static func names(in folder: String) throws(FileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw FileError(
                aboutFile: folder, found: "a folder that can't be read", expected: "a readable folder",
                remedy: "check the path and its permissions")
        }
    }

    /// The golden of `scenario`: its answers.
    package func goldenAnswers(_ scenario: String) -> String { "\(goldens)/\(scenario)/answers.jsonl" }
    /// The golden of `scenario`: its totals.
    package func goldenTotals(_ scenario: String) -> String { "\(goldens)/\(scenario)/totals.json" }
    /// The golden of `scenario`: the first rows of its results.
    package func goldenResults(_ scenario: String) -> String { "\(goldens)/\(scenario)/results.jsonl" }
    /// Where a run of `scenario` leaves its own reports.
    package func reportFolder(_ scenario: String) -> String { "\(reports)/\(scenario)" }
    /// The answers of the last run of `scenario`.
    package func reportAnswers(_ scenario: String) -> String { "\(reports)/\(scenario)/answers.jsonl" }
    /// The first rows of the results of the last run of `scenario`.
    package func reportResults(_ scenario: String) -> String { "\(reports)/\(scenario)/results.jsonl" }
    /// What the page shows of the last run of `scenario`.
    package func reportSection(_ scenario: String) -> String { "\(reports)/\(scenario)/\(ReportSection.file)" }
    /// The totals of the last run of `scenario`.
    package func reportTotals(_ scenario: String) -> String { "\(reports)/\(scenario)/totals.json" }
}

/// What a pending golden adds to the name of the one it would replace.
package enum PendingGolden {
    /// What is added to the path.
    package static let suffix = ".new"
}
