import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// What the last run left in its reports.
enum LastRun {
    private struct Report: Decodable {
        struct Scenario: Decodable {
            let name: String
            let verdict: String
        }
        let scenarios: [Scenario]
        let notReplayed: [String]?

        enum CodingKeys: String, CodingKey {
            case scenarios
            case notReplayed = "not_replayed"
        }
    }

    /// The scenarios that did not pass.
    static func failedScenarios(in reports: String) throws -> Set<String> {
        let report = try report(in: reports, remedy: "run `toolrouter replay` without --only-failed first")
        return Set(report.scenarios.filter { $0.verdict != Verdict.pass.rawValue }.map(\.name))
            .union(report.notReplayed ?? [])
    }

    /// The scenarios in which an invariant broke.
    static func brokenScenarios(in reports: String) throws -> Set<String> {
        let report = try report(in: reports, remedy: "run `toolrouter replay` first")
        return Set(report.scenarios.filter { $0.verdict == Verdict.broken.rawValue }.map(\.name))
    }

    private static func report(in reports: String, remedy: String) throws -> Report {
        let path = reports + "/drift.json"
        guard let data = FileManager.default.contents(atPath: path),
            let report = try? JSONDecoder().decode(Report.self, from: data)
        else {
            throw FileError(
                path: path, found: "no readable report", expected: "the report of an earlier run", remedy: remedy)
        }
        return report
    }
}
