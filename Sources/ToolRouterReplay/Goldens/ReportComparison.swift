import Foundation
package import ToolRouterFormats

/// Compares the reports of two finished runs, scenario by scenario, without running anything.
package enum ReportComparison {
    /// One scenario of both runs.
    package struct Scenario {
        /// Its name.
        package let name: String
        /// What the earlier run was made with.
        package let before: GoldenHeader
        /// What the later run was made with.
        package let now: GoldenHeader
        /// The differences in what the two runs were made with, such as `breaker.failures 5 → 6`.
        package var differences: [String] { before.differences(from: now) }
        /// How many requests the later run has.
        package let requests: Int
        /// How the later run differs from the earlier one.
        package let findings: Findings
        /// The rows of both runs, as far as they are kept.
        package let results: DriftResults
    }

    /// Compares the report folders `before` and `now`; a scenario that only one of them has is left out of the result
    /// and listed apart.
    package static func compare(
        _ before: String, _ now: String
    ) throws -> (scenarios: [Scenario], onlyInOne: [String]) {
        let left = try scenarios(in: before)
        let right = try scenarios(in: now)
        let both = left.filter(right.contains)
        let one = (left + right).filter { !both.contains($0) }
        return (try both.map { try compare($0, before, now) }, one.sorted())
    }

    private static func compare(_ name: String, _ before: String, _ now: String) throws -> Scenario {
        let golden = try GoldenReader(path: "\(before)/\(name)/answers.jsonl")
        let run = try GoldenReader(path: "\(now)/\(name)/answers.jsonl")
        var comparison = GoldenComparison(golden: golden, candidates: run.header.candidates)
        var findings = Findings(informational: [.sqlText])
        var sequence = 0
        while let record = try run.next() {
            let subject = GoldenComparison.Subject(record, question: nil, recordingMiss: nil, sequence: sequence)
            for compared in try comparison.compare(subject) { findings.add(compared) }
            sequence += 1
        }
        for compared in try comparison.finish() { findings.add(compared) }
        return Scenario(
            name: name, before: golden.header, now: run.header, requests: sequence, findings: findings,
            results: DriftResults(golden: try results(before, name), now: try results(now, name), hint: nil))
    }

    private static func results(_ reports: String, _ name: String) throws -> KeptResults? {
        let path = "\(reports)/\(name)/results.jsonl"
        return FileManager.default.fileExists(atPath: path) ? try KeptResults.read(path: path) : nil
    }

    private static func scenarios(in folder: String) throws -> [String] {
        try Workspace.names(in: folder)
            .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/answers.jsonl") }
    }
}
