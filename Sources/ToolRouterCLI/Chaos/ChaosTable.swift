import ToolRouter
import ToolRouterChaos
import ToolRouterFormats

/// A run of schedules as a terminal shows it: a line a scenario, what was reached, and each failure with the line that
/// shows it again.
struct ChaosTable {
    private let report: ChaosReport
    private let reports: String

    init(_ report: ChaosReport, reports: String) {
        (self.report, self.reports) = (report, reports)
    }

    func print() {
        for line in TextTable(rows, numbers: [1, 2, 3, 4]).lines { Console.print(line) }
        Console.print("")
        Console.print("coverage: " + report.coverage.words, isGood: report.coverage.isInconclusive ? false : nil)
        for (place, found) in report.tally.found.enumerated() {
            Console.print("")
            Console.print(
                "\(report.tally.scenarios[found.scenario].name): \(found.symptom.text) in \(found.frequency), "
                    + "first in schedule \(found.schedule)", isGood: false)
            Console.print("  " + found.failure.sentence)
            guard place < report.reproductions.count else { continue }
            let again = report.reproductions[place]
            Console.print("  again:  " + again.line)
            if let capsule = again.capsule {
                Console.print("  shrink: toolrouter shrink " + ShellWord.quoted("\(reports)/\(capsule)"))
            }
        }
        Console.print("")
        Console.print("reports: \(reports)/chaos.json, chaos-junit.xml")
        Console.print("seed: \(report.seed)")
        Console.print("verdict: \(report.words)", isGood: report.exitCode == 0)
    }

    private var rows: [[String]] {
        let tally = report.tally
        let rows = tally.scenarios.enumerated().map { place, scenario in
            [
                scenario.name, "\(scenario.schedules)", "\(scenario.requests)", "\(scenario.injected.injected)",
                "\(tally.found.count { $0.scenario == place })",
            ]
        }
        let sum = [
            "all", "\(tally.schedules)", "\(tally.requests)", "\(tally.injected.injected)", "\(tally.found.count)",
        ]
        return [["scenario", "schedules", "requests", "faults", "failures"]] + rows + (rows.count > 1 ? [sum] : [])
    }
}
