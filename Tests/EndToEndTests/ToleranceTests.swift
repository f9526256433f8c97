import Foundation
import Testing

@Suite struct ToleranceTests {
    private func replay(_ settings: String, _ old: String, _ new: String) throws -> (BuiltTool.Output, Workplace) {
        var shop = Shop()
        shop.settings = settings
        shop.requests.append(
            .init("r-8", "What is a tenth and two?", "SELECT (0.1 + 0.2) + 0.3 AS sum, count(*) FROM customer"))
        let workplace = try shop.accepted()
        try workplace.edit("replays/shop/traffic.jsonl", old, new)
        return (try workplace.run("replay"), workplace)
    }

    private static let otherSum = ("(0.1 + 0.2) + 0.3", "0.1 + (0.2 + 0.3)")

    @Test func `a sum in another order is drift, and within the tolerance is not`() throws {
        let (exact, _) = try replay("", Self.otherSum.0, Self.otherSum.1)
        #expect(exact.code == 1)
        let (run, workplace) = try replay(
            "drift: {tolerance: {result_real: 1e-9}}\n", Self.otherSum.0, Self.otherSum.1)
        #expect(run.code == 0, "\(run.text)")
        #expect(run.text.contains("shop: within the tolerance: result 1"))
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.kinds == ["sql_text": 1])
        #expect(scenario.tolerated == ["result": 1, "cost": 0, "tokens": 0, "latency": 0, "rows_not_kept": 0])
        #expect(try workplace.folder.text("reports/summary.md").contains("- within the tolerance: result 1"))
        #expect(
            try workplace.folder.text("reports/junit.xml").contains("<property name=\"tolerated.result\" value=\"1\"/>")
        )
    }

    @Test func `a redacted run tolerates the same`() throws {
        let (_, workplace) = try replay(
            "drift: {tolerance: {result_real: 1e-9}}\n", Self.otherSum.0, Self.otherSum.1)
        #expect(try workplace.run("replay", "--redact").code == 0)
        #expect(try !workplace.folder.text("reports/junit.xml").contains("tenth"))
    }

    @Test func `a golden without rows says that the tolerance could not be applied`() throws {
        let (_, workplace) = try replay(
            "drift: {tolerance: {result_real: 1e-9}}\n", Self.otherSum.0, Self.otherSum.1)
        try FileManager.default.removeItem(atPath: workplace.folder.file("goldens/shop/results.jsonl"))
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("could not be applied to 1 result not kept whole on both sides: digests decided"))
    }

    @Test func `a latency within its tolerance is counted and fails nothing`() throws {
        let (run, workplace) = try replay(
            "drift: {tolerance: {latency: 5%, cost: 5%, tokens: 5%}}\n", "\"latency_us\":900000",
            "\"latency_us\":910000")
        #expect(run.code == 0, "\(run.text)")
        let tolerated = try workplace.report().scenarios[0].tolerated
        #expect((tolerated["latency"] ?? 0) > 0)
        #expect(tolerated["cost"] == 0)
    }

    @Test func `no tolerance covers another row`() throws {
        let (run, workplace) = try replay(
            "drift: {tolerance: {latency: 100%, cost: 100%, tokens: 100%, result_real: 1%}}\n",
            "SELECT name FROM customer ORDER BY name", "SELECT name FROM customer WHERE id < 3 ORDER BY name")
        #expect(run.code == 1)
        #expect(try workplace.report().scenarios[0].kinds == ["result": 1, "sql_meaning": 1])
    }
}
