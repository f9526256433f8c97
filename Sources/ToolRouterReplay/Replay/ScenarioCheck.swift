import Foundation
import SQLSandbox
import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// Validates a scenario without replaying it.
package enum ScenarioCheck {
    /// What a sound scenario consists of.
    package struct Inventory: Sendable {
        /// Its name.
        package let scenario: String
        /// Requests in its recordings.
        package let requests: Int
        /// Lines of the recordings that were out of order.
        package let reordered: Int
        /// Databases it serves.
        package let databases: Int
        /// Answers in its golden; nil when there is none.
        package let goldenAnswers: Int?
        /// Rules of its fault plan; nil when it has none.
        package let faultRules: Int?
        /// A sentence about each link that leads out of its folder.
        package let outsideLinks: [String]
    }

    /// Reads everything a replay would read: configuration, fault plan, databases, every line of the recordings, the golden.
    ///
    /// - Throws: the first fault, or `Interrupted`.
    package static func check(
        _ scenario: Scenario, workspace: Workspace, interruption: Interruption = Interruption()
    ) throws -> Inventory {
        let faults = try scenario.faults.map { try FaultPlan(path: $0, targets: FaultTargets(scenario)) }
        let databases = try ScenarioDatabases(scenario, interruption: interruption)
        try checkRules(
            scenario.settings.router.rules, of: scenario.directory + "/scenario.yaml", databases.sandboxes,
            remedy: "correct the statement or the policy under `sql`")
        let traffic = try Traffic(scenario)
        var requests = 0
        while let arrival = try traffic.next() {
            if interruption.isRaised { throw Interrupted() }
            if let name = arrival.exchange.database, databases.sandboxes[name] == nil {
                throw FileError(
                    path: scenario.directory,
                    problem: "request \(arrival.exchange.id) asks database \(name), which "
                        + "scenario.yaml does not name", remedy: "add it under `databases`")
            }
            requests += 1
        }
        let golden = try countGolden(scenario, workspace)
        return Inventory(
            scenario: scenario.name, requests: requests, reordered: traffic.reordered,
            databases: databases.sandboxes.count, goldenAnswers: golden,
            faultRules: faults?.rules.count, outsideLinks: OutsideLinks.sentences(about: scenario))
    }

    /// How many answers the golden holds; nil where there is none yet.
    private static func countGolden(_ scenario: Scenario, _ workspace: Workspace) throws -> Int? {
        guard FileManager.default.fileExists(atPath: workspace.goldenAnswers(scenario.name)) else { return nil }
        let reader = try GoldenReader(
            path: workspace.goldenAnswers(scenario.name), of: scenario.name, refusesRepeats: true)
        var count = 0
        while try reader.next() != nil { count += 1 }
        _ = try GoldenTotals.read(path: workspace.goldenTotals(scenario.name))
        return count
    }

    /// A rule's statement must pass the guard of at least one database, or it could never stand in.
    static func checkRules(
        _ rules: RuleSet, of path: String, _ sandboxes: [DatabaseName: Sandbox],
        remedy: String = "correct the statement"
    ) throws(FileError) {
        for rule in rules.rules {
            guard let sql = rule.sql else { continue }
            var refusal: SQLRefusal?
            let isApproved = sandboxes.keys.sorted().contains { name in
                do throws(SQLRefusal) {
                    _ = try sandboxes[name]!.approve(sql, at: Timestamp(nanoseconds: 0))
                    return true
                } catch {
                    refusal = error
                    return false
                }
            }
            guard isApproved else {
                throw FileError(
                    path: path,
                    problem: "the guard refuses the statement of rule \(rule.name): \(refusal?.description ?? "")",
                    remedy: remedy)
            }
        }
    }
}
