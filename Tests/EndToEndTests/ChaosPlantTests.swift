import Foundation
import Testing

/// Bugs planted into every schedule, and which invariant finds them.
@Suite struct ChaosPlantTests {
    @Test func `the list names each bug and the invariant that finds it`() throws {
        let run = try BuiltTool.run(["chaos", "--plant", "list"], in: TemporaryFolder())
        #expect(run.code == 0)
        let rows = run.text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.contains(["stale-prices", "costs_add_up"]) && rows.allSatisfy { $0.count == 2 })
    }

    /// A shop has no budgets, so that bugs of budgets are found by nobody.
    @Test func `the kill matrix says which bug was found by what, and that one was not is exit 2`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("chaos", "--plant", "all", "--seeds", "2")
        #expect(run.code == 2, "\(run.text) \(run.errors)")
        let matrix = try JSONDecoder().decode(
            Matrix.self, from: Data(contentsOf: URL(filePath: workplace.folder.file("reports/kill-matrix.json"))))
        let bugs = try BuiltTool.run(["chaos", "--plant", "list"], in: workplace.folder)
            .text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(matrix.rows.map(\.bug) == bugs && matrix.bugs == bugs.count)
        let prices = try #require(matrix.rows.first { $0.bug == "stale-prices" })
        #expect(prices.found && prices.schedules == 1 && prices.counts["costs_add_up"] == 1)
        let budgets = try #require(matrix.rows.first { $0.bug == "careless-budgets" })
        #expect(!budgets.found && budgets.schedules == 2)
        #expect(matrix.missed.contains("careless-budgets") && !matrix.missed.contains("stale-prices"))
        #expect(run.text.contains("verdict: not found: ") && run.text.contains("\nstale-prices "))
        if SchemaCheck.isThere {
            try SchemaCheck.expectValid("kill-matrix", [workplace.folder.file("reports/kill-matrix.json")])
        }
    }

    private struct Matrix: Decodable {
        struct Row: Decodable {
            let bug: String
            let found: Bool
            let schedules: Int
            let counts: [String: Int]
        }

        let bugs: Int
        let missed: [String]
        let rows: [Row]
    }
}
