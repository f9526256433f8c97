import Foundation
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

@Suite struct MemoryShortageTests {
    /// Takes 180 MB.
    private static let greedy =
        "WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18), n(i, s) AS (SELECT 1, s "
        + "FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM n LIMIT 200) "
        + "SELECT count(DISTINCT i || s) FROM n"

    /// The process may not grow for a while, and a statement of the scenario meets that.
    @Test func `a replay whose statements met a system without memory ends as a fault of the run`() async {
        await #expect(processExitsWith: .success) {
            let world = try RecordedWorld()
            _ = try world.recording("traffic.jsonl", [.asked("r-1")])
            let settings = """
                version: 1
                databases: {shop: shop.sql}
                planner: {name: m}
                sql: {limits: {value_bytes: 1000000}, budget: {operations: 1000000000}}

                """
            try settings.write(toFile: world.path + "/scenario.yaml", atomically: true, encoding: .utf8)
            try "CREATE TABLE customer (id INTEGER PRIMARY KEY);".write(
                toFile: world.path + "/shop.sql", atomically: true, encoding: .utf8)
            let scenario = try Scenario(path: world.path)
            let databases = try ScenarioDatabases(scenario)
            _ = try Replay(scenario, databases: databases).run { _ in }

            let sandbox = try #require(databases.sandboxes["shop"])
            let statement = try sandbox.approve(MemoryShortageTests.greedy, at: Timestamp(nanoseconds: 0))
            let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
            var limit = rlimit()
            getrlimit(kind, &limit)
            try DeepStack.run {
                // The thread has its stack already.
                let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
                limit.rlim_cur = rlim_t(try #require(Int(pages[0])) * 4_096 + 32_000_000)
                try #require(setrlimit(kind, &limit) == 0)
                #expect(throws: SQLFailure.self) { try sandbox.run(statement, at: Timestamp(nanoseconds: 0)) }
            }
            limit.rlim_cur = limit.rlim_max
            try #require(setrlimit(kind, &limit) == 0)
            #expect(throws: MemoryShortage.self) { try Replay(scenario, databases: databases).run { _ in } }
        }
    }
}
