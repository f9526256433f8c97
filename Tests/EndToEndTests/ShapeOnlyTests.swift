import Foundation
import Testing

/// A scenario whose recording holds no content: all but statements and rows is replayed, compared and said.
struct ShapeOnlyTests {
    private static let sentence = "recording traffic.jsonl holds no content: statements and rows were not compared"

    private static let recording = """
        {"format":"toolrouter-recording","version":2,"source":"test","epoch":"2026-11-20T09:00:00Z","content":"none"}
        {"id":"r-1","at_us":0,"caller":{"tenant":"t"},"planner":[{"latency_us":900000,"model":"m-1",\
        "usage":{"input":800,"output":40},"finish_reason":"stop"}],"shadow":{"candidate":[{"latency_us":3}]}}
        {"id":"r-2","at_us":2000000,"caller":{"tenant":"t"},"planner":[{"latency_us":900000,"error":{"kind":"http",\
        "status":500}}]}
        {"id":"r-3","at_us":4000000,"caller":{"tenant":"t"},"planner":[{"latency_us":900000,"finish_reason":"length"}]}
        {"id":"r-4","at_us":6000000,"caller":{"tenant":"t"}}

        """

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        var shop = Shop()
        shop.settings = "shadow: {candidate: {model: m-1}}\n"
        try shop.write(to: workplace)
        try workplace.folder.write(Self.recording, to: "replays/shop/traffic.jsonl")
        return workplace
    }

    @Test func `a golden of shapes is kept, and what is not compared is said in one sentence`() throws {
        let workplace = try workplace()
        try workplace.acceptAll()
        let replay = try workplace.run("replay")
        #expect(replay.code == 0, "\(replay.text)")
        #expect(replay.text.components(separatedBy: Self.sentence).count == 2)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.kinds.isEmpty)
        #expect(scenario.placements["no_content"] == 1 && scenario.placements.values.reduce(0, +) == 1)
        #expect(scenario.shadow["candidate"]?["no_content"] == 4)
        #expect(scenario.accuracy.isEmpty)
        #expect(try workplace.folder.text("reports/summary.md").contains("holds no content"))
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-1"]?.outcome == "answered" && answers["r-2"]?.outcome == "failed")
        #expect(answers["r-4"]?.outcome == "failed")
        try SchemaCheck.expectValid("recording", [workplace.folder.file("replays/shop/traffic.jsonl")])
        try SchemaCheck.expectValid("drift", [workplace.folder.file("reports/drift.json")])
    }

    @Test func `another latency, error or model of a shape is drift`() throws {
        let workplace = try workplace()
        try workplace.acceptAll()
        try workplace.edit("replays/shop/traffic.jsonl", "\"output\":40", "\"output\":41")
        try workplace.edit("replays/shop/traffic.jsonl", "\"status\":500", "\"status\":400")
        #expect(try workplace.run("replay").code == 1)
        let kinds = try workplace.report().scenarios[0].kinds
        #expect(kinds["tokens"] == 1 && kinds["cost"] == 1 && kinds["sql_meaning"] == nil && kinds["result"] == nil)
    }

    @Test func `check and explain say that there is no content`() throws {
        let workplace = try workplace()
        let check = try workplace.run("check")
        #expect(check.code == 0 && check.text.contains("no content in traffic.jsonl"), "\(check.text)")
        #expect(try workplace.run("check", "replays/shop/traffic.jsonl").text.contains("no content"))
        #expect(
            try workplace.run("explain", "shop", "r-1").text.contains(
                "its recording holds no content: question and statement are stand-ins"))
    }
}
