import Foundation
import Testing

@Suite struct GateTests {
    /// The small scenario with a gate on costs, where costs are no drift of a request.
    private static var shop: Shop {
        var shop = Shop()
        shop.settings = """
            gates: {cost_usd: {max_increase: 10%}}
            drift: {information: [cost, tokens, sql_text]}

            """
        return shop
    }

    private func replay(withInputTokens tokens: Int) throws -> (BuiltTool.Output, Workplace) {
        var shop = Self.shop
        let workplace = try shop.accepted()
        for number in shop.requests.indices {
            shop.requests[number].attempt = shop.requests[number].attempt?
                .replacingOccurrences(of: "\"input\":800", with: "\"input\":\(tokens)")
        }
        try shop.write(to: workplace)
        return (try workplace.run("replay"), workplace)
    }

    @Test func `a gate that fails is exit 1 and a case of its own`() throws {
        let (run, workplace) = try replay(withInputTokens: 1_600)
        #expect(run.code == 1)
        #expect(run.text.contains("gate cost_usd failed"))
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.cases.allSatisfy { !$0.failing })
        #expect(scenario.gates.map(\.passed) == [false])
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<testcase name=\"gate cost_usd\""))
        #expect(junit.contains("<failure type=\"gate\""))
        #expect(junit.components(separatedBy: "<failure").count == 2)
    }

    @Test func `within the bound the gate passes, and the requests that cost more are information`() throws {
        let (run, workplace) = try replay(withInputTokens: 810)
        #expect(run.code == 0)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.gates.map(\.passed) == [true])
        #expect((scenario.kinds["cost"] ?? 0) > 0)
    }
}
