package import ToolRouterFormats
import ToolRouterReplay

/// The JUnit report of a run: a case for each scenario and invariant, and one for each happening that had to be reached.
package enum ChaosJUnit {
    /// Ends of a replay that no invariant sees, each a case of its own.
    private static let ends: [Symptom] = [.crash, .silence, .endless, .stalled]
    /// The suite of the coverage: no folder of a scenario can be called so.
    private static let coverage = "coverage/"

    /// Writes the report to `folder`, under `name`.
    package static func write(_ report: ChaosReport, to folder: String, name: String) throws(FileError) {
        var suites: [JUnitSuite] = []
        let fragment = "\(folder)/\(name)."
        for place in report.tally.scenarios.indices {
            suites.append(try suite(of: place, report, fragmentPath: fragment + "\(place)"))
        }
        suites.append(try coverage(report, fragmentPath: fragment + "coverage"))
        try JUnitDocument.write(suites, to: "\(folder)/\(name)", name: "toolrouter chaos")
    }

    private static func suite(
        of place: Int, _ report: ChaosReport, fragmentPath: String
    ) throws(FileError) -> JUnitSuite {
        let scenario = report.tally.scenarios[place]
        let writer = try JUnitSuiteWriter(name: scenario.name, fragmentPath: fragmentPath)
        let found = report.tally.found.enumerated().filter { $0.element.scenario == place }
        let names = found.map { name(of: $0.element.symptom) }
        let known = PlantedBugs.invariants + ends.map(\.text)
        var others: [String] = []
        for name in names where !known.contains(name) && !others.contains(name) { others.append(name) }
        for name in known + others {
            let own = found.filter { Self.name(of: $0.element.symptom) == name }
            try writer.write(
                JUnitCase(
                    className: scenario.name, name: name, time: .zero,
                    result: result(own.map { ($0.element, reproduction($0.offset, report)) }, scenario)))
        }
        if report.isInterrupted { try writer.write(interruption(scenario.name)) }
        return try writer.finish(properties: [
            ("seed", "\(report.seed)"), ("schedules", "\(scenario.schedules)"), ("requests", "\(scenario.requests)"),
            ("faults_injected", "\(scenario.injected.injected)"),
        ])
    }

    /// The case that a symptom belongs to.
    private static func name(of symptom: Symptom) -> String {
        if case .invariant(let name, _, _) = symptom { name } else { symptom.text }
    }

    private static func reproduction(_ place: Int, _ report: ChaosReport) -> String? {
        place < report.reproductions.count ? report.reproductions[place].line : nil
    }

    private static func result(
        _ found: [(found: ChaosTally.Found, line: String?)], _ scenario: ChaosTally.OfScenario
    ) -> JUnitCase.Result {
        guard let first = found.first?.found else {
            return scenario.schedules > 0 ? .passed : .skipped(message: "no schedule of this scenario was tried")
        }
        let lines = found.flatMap { found, line in
            ["\(found.symptom.text) in \(found.frequency): \(found.failure.sentence)"]
                + (line.map { ["  " + $0] } ?? [])
        }
        return .failure(
            type: first.symptom.text,
            message: "in \(first.frequency), first in schedule \(first.schedule): \(first.failure.sentence)",
            text: lines.joined(separator: "\n"))
    }

    private static func coverage(
        _ report: ChaosReport, fragmentPath: String
    ) throws(FileError) -> JUnitSuite {
        let writer = try JUnitSuiteWriter(name: coverage, fragmentPath: fragmentPath)
        let judged = report.coverage
        for line in judged.required {
            let scenarios = line.requiredBy.joined(separator: ", ")
            let result: JUnitCase.Result =
                if !line.isMissing {
                    .passed
                } else if judged.isJudged {
                    .error(
                        type: "inconclusive", message: "no schedule reached it",
                        text: "the settings of \(scenarios) have it: try more schedules, or longer ones")
                } else {
                    .skipped(message: "not reached, by too few schedules to judge that")
                }
            try writer.write(
                JUnitCase(className: coverage, name: line.happening.rawValue, time: .zero, result: result))
        }
        return try writer.finish(properties: [("schedules", "\(report.tally.schedules)")])
    }

    private static func interruption(_ scenario: String) -> JUnitCase {
        JUnitCase(
            className: scenario, name: "interrupted", time: .zero,
            result: .error(
                type: "interrupted", message: "the run was interrupted",
                text: "this report is partial: run it again"))
    }
}

extension ChaosTally.Found {
    /// In how many schedules it showed, in words.
    package var frequency: String { Quantity.words(occurrences, "schedule") }
}
