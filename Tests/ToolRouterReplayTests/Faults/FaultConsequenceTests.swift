import Testing
import ToolRouter

@testable import ToolRouterReplay

/// What a rule says that it leads to, against what becomes of the requests that it hits.
@Suite struct FaultConsequenceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let leadsTo: String
        /// How often that does not come true.
        let broken: Int
        var testDescription: String { "\(rule) leads to \(leadsTo)" }
    }

    static let rows = [
        Row(
            rule: "target: planner, kind: error, status: 503", leadsTo: "{outcome: answered, degraded: planner_failed}",
            broken: 0),
        Row(rule: "target: planner, kind: error, status: 503", leadsTo: "{degraded: none}", broken: 4),
        Row(
            rule: "target: planner, kind: refusal, what: filter", leadsTo: "{code: [content_filtered, cancelled]}",
            broken: 0),
        Row(rule: "target: planner, kind: refusal, what: filter", leadsTo: "{outcome: [answered, refused]}", broken: 4),
        Row(rule: "target: tool, kind: error, code: database_busy", leadsTo: "{code: database_busy}", broken: 0),
        Row(rule: "target: tool, kind: error, code: database_busy", leadsTo: "{source: cache}", broken: 4),
        Row(
            rule: "target: shadow, kind: hang",
            leadsTo: "{outcome: answered, source: [planner, cache], degraded: none}", broken: 0),
        Row(rule: "target: shadow, kind: hang", leadsTo: "{source: rules}", broken: 3),
        Row(rule: "target: callers, kind: hang_up, after: 100ms", leadsTo: "{code: cancelled}", broken: 0),
        Row(rule: "target: callers, kind: hang_up, after: 100ms", leadsTo: "{outcome: answered}", broken: 4),
        Row(rule: "target: clock, kind: drift, rate: 1%", leadsTo: "{outcome: answered}", broken: 0),
        Row(rule: "target: clock, kind: drift, rate: 1%", leadsTo: "{outcome: failed}", broken: 4),
        Row(rule: "target: audit, kind: disk_full", leadsTo: "{code: audit_unavailable}", broken: 0),
        Row(rule: "target: database, kind: sqlite, code: ioerr", leadsTo: "{code: database_unavailable}", broken: 0),
    ]

    @Test(arguments: rows)
    func `is true of each request that is hit, or the invariant breaks`(row: Row) throws {
        let shop = try FaultyShop()
        defer { shop.remove() }
        let outcome = try shop.run("  - {name: a, \(row.rule), leads_to: \(row.leadsTo)}\n")
        #expect(outcome.injected > 0)
        #expect(outcome.breaches.count == row.broken, "\(outcome.breaches)")
        for breach in outcome.breaches {
            #expect(
                breach.hasPrefix("faults_lead_as_stated: expected ")
                    && breach.contains(", as fault rule a says; found "))
        }
    }

    @Test func `who is not hit may end as he likes`() throws {
        let shop = try FaultyShop()
        defer { shop.remove() }
        let outcome = try shop.run(
            "  - {name: a, target: planner, kind: hang, tenant: globex, leads_to: {degraded: planner_failed}}\n")
        #expect(outcome.injected == 1 && outcome.breaches == [])
    }
}
