import Foundation
import Testing

@Suite struct CommandTests {
    @Test func `where doubt takes the place of the guard's approval, the stage is plan`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT name FROM customer ORDER BY name", confidence: "0.1")
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        #expect(try workplace.report().scenarios[0].cases.map(\.stage) == ["plan"])
    }

    @Test func `a recording that lacks an episode fails the run before there is a golden`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests[6].attempt = nil
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        #expect(try workplace.report().scenarios[0].kinds == ["recording_miss": 1])
        #expect(try workplace.folder.text("reports/junit.xml").contains("<error type=\"recording_miss\""))
    }

    @Test func `an id that would drive a terminal does not reach it`() throws {
        var shop = Shop()
        shop.requests[1].id = "\\u001b[2Jr-2"
        let workplace = try Workplace()
        try shop.write(to: workplace)
        let first = try workplace.run("replay")
        #expect(first.code == 3)
        #expect(!first.text.contains("\u{1B}"))
        try workplace.run("accept", "--reason", "looked at")
        shop.requests[1] = .init(shop.requests[1].id, "Who are they?", "SELECT 1")
        try shop.write(to: workplace)
        #expect(try !workplace.run("replay").text.contains("\u{1B}"))
        #expect(try !workplace.run("review").text.contains("\u{1B}"))
        #expect(try !workplace.run("explain", "shop", "\u{1B}[2Jr-2").text.contains("\u{1B}"))
    }

    @Test func `json ends with one line feed`() throws {
        let workplace = try Shop().accepted()
        #expect(try workplace.run("replay", "--json").text == workplace.folder.text("reports/drift.json"))
    }

    @Test func `accept takes all that waits, also of a scenario named by its path`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try FileManager.default.moveItem(
            atPath: workplace.folder.file("replays/shop"), toPath: workplace.folder.file("shop"))
        #expect(try workplace.run("replay", "./shop").code == 3)
        #expect(try workplace.run("review").text.contains("shop r-1"))
        #expect(try workplace.run("accept", "--reason", "looked at").code == 0)
    }

    @Test func `accepting an id that does not wait says that it does not`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.run("replay")
        let accept = try workplace.run("accept", "shop", "--id", "r-99", "--reason", "looked at")
        #expect(accept.code != 0)
        #expect(accept.errors.contains("r-99"))
    }

    @Test func `accepting one id before there is a golden says that the whole must be accepted first`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        let accept = try workplace.run("accept", "shop", "--id", "r-1", "--reason", "looked at")
        #expect(accept.code != 0)
        #expect(accept.errors.contains("no golden"))
    }

    @Test func `money of replies without a price is unknown, not nothing`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/scenario.yaml", "m-1: {input", "m-2: {input")
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        #expect(run.text.contains("cost unknown"))
        #expect(try workplace.folder.text("reports/shop/totals.json").contains("\"cost_usd\": null"))
    }

    @Test func `the second process of a determinism check replays what the first did`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("replay", "replays/shop", "--check-determinism")
        #expect(run.code == 3)
        #expect(run.text.contains("deterministic: a second process wrote the same bytes"))
    }

    @Test func `help of import shows examples`() throws {
        #expect(try Workplace().run("import", "--help").text.contains("EXAMPLES"))
    }

    @Test func `a candidate keeps its own recording where the circuit lets nothing through`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "version: 1",
            "version: 1\nbreaker: {failures: 1}\nshadow: {next: {}}\ncache: off")
        func line(_ id: String, _ at: Int, _ candidate: String) -> String {
            let content = "{\\\"tool\\\":\\\"sql\\\",\\\"sql\\\":\\\"SELECT '\(candidate)'\\\"}"
            return "{\"id\":\"\(id)\",\"at_us\":\(at),\"caller\":{\"tenant\":\"acme\"},\"question\":\"Who are they?\","
                + "\"planner\":[{\"latency_us\":1000,\"error\":{\"kind\":\"http\",\"status\":500}}],"
                + "\"shadow\":{\"next\":[{\"latency_us\":1000,\"content\":\"\(content)\"}]}}\n"
        }
        let header = try workplace.folder.text("replays/shop/traffic.jsonl").split(separator: "\n")[0]
        try workplace.folder.write(
            header + "\n" + line("r-1", 0, "first") + line("r-2", 9_000_000, "second"),
            to: "replays/shop/traffic.jsonl")
        let explanation = try workplace.run("explain", "shop", "r-2").text
        #expect(explanation.contains("circuit_open"))
        #expect(explanation.contains("candidate next: SELECT 'second'"))
    }
}
