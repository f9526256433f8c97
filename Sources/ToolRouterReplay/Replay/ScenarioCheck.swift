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
        /// The names of the recordings that hold no content.
        package let withoutContent: [String]
        /// A sentence about each link that leads out of its folder.
        package let outsideLinks: [String]
    }

    /// Reads everything a replay would read: configuration, fault plan, databases, every line of the recordings, the golden.
    ///
    /// - Throws: the first fault, or `Interrupted`.
    package static func check(
        _ scenario: Scenario, workspace: Workspace, interruption: Interruption = Interruption()
    ) throws -> Inventory {
        let (inventory, faults) = try checkAll(scenario, workspace: workspace, interruption: interruption)
        if let first = faults.all.first { throw first }
        return inventory
    }

    /// The same to the end of every file, whatever is at fault.
    ///
    /// Expected statements are run: whether their rows are whole can't be seen otherwise.
    ///
    /// - Parameter lacksDatabases: whether some are left out of `scenario` since their entries are at fault.
    /// - Throws: `Interrupted`.
    package static func checkAll(
        _ scenario: Scenario, lacksDatabases: Bool = false, workspace: Workspace,
        interruption: Interruption = Interruption()
    ) throws -> (inventory: Inventory, faults: FileFaults) {
        var faults = FileFaults()
        let plan = try faultPlan(of: scenario, &faults)
        let databases = try ScenarioDatabases(
            scenario, interruption: interruption, requiresTables: !lacksDatabases
        ) { faults.add($0) }
        let isComplete =
            !lacksDatabases && !databases.sandboxes.isEmpty
            && databases.sandboxes.count == scenario.settings.databases.count
        if isComplete {
            faults.add(
                refusedRules(
                    scenario.settings.router.rules, of: scenario.directory + "/scenario.yaml", databases.sandboxes,
                    remedy: "correct the statement or the policy under `sql`"))
        }
        let truths = isComplete ? ExpectedStatements(views: databases.views, watch: databases.watch) : nil
        let traffic = try Traffic(paths: scenario.traffic, scenario: scenario.directory) { faults.add($0) }
        let withoutContent = traffic.withoutContent
        var (requests, answered) = (0, 0)
        while let arrival = try traffic.next() {
            if interruption.isRaised { throw Interrupted() }
            if !lacksDatabases, let fault = fault(of: arrival, in: scenario, truths) { faults.add(fault) }
            if databases.watch.isInterrupted { throw Interrupted() }
            if databases.watch.cause == .processorTime {
                faults.add(
                    FileError(
                        path: arrival.path, line: arrival.located.line,
                        FileError.Reason(
                            field: "expected.sql", found: "a statement that takes too much processor time",
                            expected: "one that ends soon", remedy: "correct it, or lower `sql.budget.operations`")))
                break
            }
            requests += 1
            if arrival.exchange.answered != nil { answered += 1 }
        }
        let golden = try countGolden(scenario, workspace, &faults) ?? (answered > 0 ? answered : nil)
        let inventory = Inventory(
            scenario: scenario.name, requests: requests, reordered: traffic.reordered,
            databases: databases.sandboxes.count, goldenAnswers: golden, faultRules: plan?.rules.count,
            withoutContent: withoutContent,
            outsideLinks: OutsideLinks.sentences(about: scenario))
        return (inventory, faults)
    }

    private static func faultPlan(of scenario: Scenario, _ faults: inout FileFaults) throws -> FaultPlan? {
        guard let path = scenario.faults else { return nil }
        let (plan, found) = FaultPlan.readingAll(path: path, targets: FaultTargets(scenario))
        faults.add(found)
        return plan
    }

    /// What is wrong with a request that its recording can't know.
    private static func fault(
        of arrival: Traffic.Arrival, in scenario: Scenario, _ truths: ExpectedStatements?
    ) -> FileError? {
        let exchange = arrival.exchange
        func fault(_ problem: String, _ remedy: String) -> FileError {
            arrival.discretion.applied(
                to: FileError(
                    path: arrival.path, line: arrival.located.line,
                    FileError.Reason(field: nil, found: problem, expected: nil, remedy: remedy)))
        }
        if let name = exchange.database, !scenario.settings.databases.contains(where: { $0.name == name }) {
            return fault(
                "request \(Excerpt.of(exchange.id.text)) asks database \(Excerpt.of(name.text)), which "
                    + "scenario.yaml does not name", "add it under `databases`")
        }
        if let role = exchange.caller.role, !scenario.settings.router.roles.contains(role) {
            return fault(
                "the caller of request \(Excerpt.of(exchange.id.text)) has role \(Excerpt.of(role.text)), which "
                    + "scenario.yaml does not name", "add it under `roles`")
        }
        guard let sql = exchange.expected?.sql,
            let problem = truths?.problem(
                of: sql, for: Request(exchange).caller, in: DatabaseView(of: exchange), at: arrival.at)
        else { return nil }
        return fault(
            "the expected statement of \(Excerpt.of(exchange.id.text)) can't be compared with: \(problem)",
            "correct it, or the policy and the budget under `sql`")
    }

    /// How many answers the golden holds; nil where there is none yet.
    private static func countGolden(
        _ scenario: Scenario, _ workspace: Workspace, _ faults: inout FileFaults
    ) throws -> Int? {
        let isThere = try faults.collecting { try Presence.of(workspace.goldenAnswers(scenario.name)) }
        guard isThere == true else { return nil }
        var count = 0
        var found: [FileError] = []
        _ = try faults.collecting {
            let reader = try GoldenReader(
                path: workspace.goldenAnswers(scenario.name), of: scenario.name, refusesRepeats: true)
            try reader.refuseEmpty()
            while found.count < FileFaults.mostOfFile {
                do throws(FileError) {
                    guard try reader.next() != nil else { return }
                    count += 1
                } catch {
                    if error == found.last { return }
                    found.append(error)
                    // What is not about a line would be said for ever.
                    if error.line == nil { return }
                }
            }
        }
        faults.add(found)
        _ = try faults.collecting { _ = try GoldenTotals.read(path: workspace.goldenTotals(scenario.name)) }
        let results = workspace.goldenResults(scenario.name)
        _ = try faults.collecting { if try Presence.of(results) { _ = try KeptResults.read(path: results) } }
        return count
    }

    /// A rule's statement must pass the guard of at least one database, or it could never stand in.
    static func checkRules(
        _ rules: RuleSet, of path: String, _ sandboxes: [DatabaseName: Sandbox],
        remedy: String = "correct the statement"
    ) throws(FileError) {
        if let fault = refusedRules(rules, of: path, sandboxes, remedy: remedy).first { throw fault }
    }

    /// The rules whose statements the guard of no database approves.
    static func refusedRules(
        _ rules: RuleSet, of path: String, _ sandboxes: [DatabaseName: Sandbox], remedy: String
    ) -> [FileError] {
        rules.rules.compactMap { rule in
            guard let sql = rule.sql else { return nil }
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
            guard !isApproved else { return nil }
            return FileError(
                path: path,
                problem: "the guard refuses the statement of rule \(rule.name): \(refusal?.description ?? "")",
                remedy: remedy)
        }
    }
}
