import Foundation
import Testing

@Suite struct CasePolicyTests {
    private func replay(
        _ settings: String, expected: Bool = false, _ change: (inout Shop) -> Void
    ) throws -> (BuiltTool.Output, Workplace) {
        var shop = Shop()
        shop.settings = settings
        let workplace = try Workplace()
        func write() throws {
            try shop.write(to: workplace)
            guard expected else { return }
            // What the second question is known to be about.
            let recording = try workplace.folder.text("replays/shop/traffic.jsonl").split(separator: "\n").map { line in
                line.contains("\"r-2\"")
                    ? line.dropLast()
                        + ",\"expected\":{\"tool\":\"sql\",\"sql\":\"SELECT name FROM customer ORDER BY name\",\"order_matters\":true}}"
                    : line
            }
            try workplace.folder.write(recording.joined(separator: "\n") + "\n", to: "replays/shop/traffic.jsonl")
        }
        try write()
        try workplace.acceptAll()
        change(&shop)
        try write()
        return (try workplace.run("replay"), workplace)
    }

    private static let regress = """
        gates: {no_approved_passing_case_may_regress: on}
        drift: {information: [outcome, tool, code, result, sql_meaning, source, trail, cost, tokens, latency, sql_text]}

        """

    @Test func `a case that the golden answers rightly may not become wrong, though drift is information`() throws {
        let (run, workplace) = try replay(Self.regress, expected: true) {
            $0.requests[1] = Shop.withShorterList.requests[1]
        }
        #expect(run.code == 1)
        #expect(run.text.contains("gate no_approved_passing_case_may_regress failed: 1 of"))
        #expect(run.text.contains("r-2 (now not strictly right)"))
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.cases.allSatisfy { !$0.failing })
        #expect(scenario.gates.map(\.metric) == ["no_approved_passing_case_may_regress"])
        #expect(scenario.gates.map(\.outcome) == ["failed"])
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<testcase name=\"gate no_approved_passing_case_may_regress\""))
        #expect(junit.contains("<failure type=\"gate\""))
        #expect(try workplace.folder.text("reports/summary.md").contains("**failed**: 1 of"))
    }

    @Test func `other rows are no regression where nobody knows the right ones`() throws {
        let (run, workplace) = try replay(Self.regress) { $0.requests[1] = Shop.withShorterList.requests[1] }
        #expect(run.code == 0, "\(run.text)")
        #expect(try workplace.report().scenarios[0].gates.map(\.outcome) == ["passed"])
    }

    @Test func `a required case fails its gate and the others do not`() throws {
        let (run, workplace) = try replay("gates: {every_required_case_passes: {ids: [r-1, r-2]}}\n") {
            $0.requests[1] = Shop.withShorterList.requests[1]
        }
        #expect(run.code == 1)
        #expect(run.text.contains("1 of 2 required cases failed: r-2 (drifted: result, sql_meaning at stage plan)"))
        #expect(try workplace.report().scenarios[0].gates.map(\.metric) == ["every_required_case_passes"])
    }

    @Test func `a required case that is right and unchanged passes`() throws {
        let (run, _) = try replay("gates: {every_required_case_passes: expected}\n", expected: true) { _ in }
        #expect(run.code == 0, "\(run.text)")
    }

    @Test func `a policy about no case is inconclusive`() throws {
        let (run, _) = try replay("gates: {every_required_case_passes: expected}\n") { _ in }
        #expect(run.code == 4, "\(run.text)")
        #expect(run.text.contains("inconclusive: no request of the recording has an expected answer"))
    }
}
