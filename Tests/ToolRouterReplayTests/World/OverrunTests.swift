import Foundation
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

@Suite struct OverrunTests {
    private static let long =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT count(*) FROM n"

    private static func plan(_ sql: String) -> String { "{\"tool\":\"sql\",\"sql\":\"\(sql)\",\"confidence\":0.9}" }

    /// A machine so slow that a statement within its budget takes longer than the watch allows.
    @Test func `a statement that took too much processor time is no answer, and ends the replay`() throws {
        let world = try RecordedWorld()
        _ = try world.recording(
            "traffic.jsonl",
            [
                .asked("r-1", at: 1_000_000, "How many?", planner: [Self.plan("SELECT 1")]),
                .asked("r-2", at: 2_000_000, "How many in all?", planner: [Self.plan(Self.long)]),
                .asked("r-3", at: 3_000_000, "How many then?", planner: [Self.plan("SELECT 3")]),
            ])
        try "version: 1\ndatabases: {shop: shop.sql}\nplanner: {name: m}\nsql: {budget: {operations: 1000000000}}\n"
            .write(
                toFile: world.path + "/scenario.yaml", atomically: true, encoding: .utf8)
        try "CREATE TABLE customer (id INTEGER PRIMARY KEY);".write(
            toFile: world.path + "/shop.sql", atomically: true, encoding: .utf8)
        let scenario = try Scenario(path: world.path)
        let databases = try ScenarioDatabases(scenario, processorTime: .milliseconds(1))
        var cases: [RequestID] = []
        let summary = try Replay(scenario, databases: databases).run { cases.append($0.request.id) }
        #expect(summary.cutShortBy == .processorTime)
        #expect(!cases.contains("r-2") && !cases.contains("r-3"))
        #expect(summary.invariants.breaches.isEmpty)

        let whole = try Replay(scenario, databases: ScenarioDatabases(scenario)).run { _ in }
        #expect(whole.cutShortBy == nil)
    }
}
