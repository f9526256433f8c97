import Foundation
import Testing

/// A recording without content whose answers were recorded, as `serve --record` with `content: none` writes it.
struct RecordedShapeTests {
    private static let everyone = "SELECT 1 FROM " + (0..<7).map { "customer c\($0)" }.joined(separator: ", ")

    /// Each kind of answer, most of them twice: what is stored the first time is a hit the second time, and the rest is not.
    private static var shop: Shop {
        var shop = Shop()
        shop.requests += [
            .init("s-1", "Which secrets do we keep?", "SELECT code FROM secret"),
            .init("s-2", "And the other ones?", "SELECT name FROM customer", confidence: "0.2"),
            .init("s-3", "All of them?", everyone), .init("s-4", "All of them?", everyone),
            .init("s-5", "Least of all?", "SELECT abs(-9223372036854775808) FROM customer"),
            .init("s-6", "Least of all?", "SELECT abs(-9223372036854775808) FROM customer"),
            .init("s-7", "Which policy?", content: #"{"tool":"docs","query":"policy"}"#),
            .init("s-8", "Which policy?", content: #"{"tool":"docs","query":"policy"}"#),
            .init("s-9", "SELECT name FROM customer", attempt: nil),
            .init("t-1", "SELECT code FROM secret", attempt: nil),
            .init("t-2", "", attempt: nil), .init("t-3", "Who are they?", "SELECT name FROM customer"),
            .init(
                "u-0", "Filtered?",
                attempt: #""content":"x","finish_reason":"content_filter","usage":{"input":1,"output":1}"#),
            .init("u-1", "Nothing?", content: ""), .init("u-2", "Prose?", content: "I do not know."),
            .init("u-3", "Broken?", content: #"{"tool":"sql","sql":"SELECT"#),
            .init("u-4", "Wrong?", content: #"{"a":1}"#),
            .init("u-5", "More?", content: #"{"tool":"sql","sql":"SELECT 1"} as you wished"#),
            .init("u-6", "Called?", content: #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#),
            .init("u-8", "Is anybody there?", "SELECT name FROM customer"),
        ]
        shop.settings = "breaker: {failures: 7}\n"
        return shop
    }

    /// What a recorder without content keeps of `shop` as it was answered.
    private func shape(of shop: Shop, answers: String) throws -> String {
        var questions: [String] = []
        let header =
            #"{"format":"toolrouter-recording","version":2,"source":"test","epoch":"2026-11-20T09:00:00Z","#
            + #""content":"none","golden":{"format":"toolrouter-golden","version":2,"scenario":"shop","seed":0,"made_with":{}}}"#
        let answered = answers.split(separator: "\n").dropFirst().map { line in
            line.replacing(/,"(sql|result_digest_ordered|result_digest_bag)":"(\\.|[^"\\])*"/, with: "")
                .replacing(/,"(row_count|truncated|order_matters)":[^,}]*/, with: "")
        }
        let lines = shop.recording.split(separator: "\n").dropFirst()
        try #require(answered.count == lines.count)
        let shapes = zip(zip(shop.requests, lines), answered).map { one, answer in
            if !questions.contains(one.0.question) { questions.append(one.0.question) }
            let number = questions.firstIndex(of: one.0.question) ?? 0
            let line = one.1.replacing(/"question":"(\\.|[^"\\])*"/, with: "\"question\":\"[\(number)]\"")
                .replacing(/"content":"(\\.|[^"\\])*",/, with: "")
            return String(line.dropLast()) + ",\"answered\":\(answer)}"
        }
        return ([header] + shapes).joined(separator: "\n") + "\n"
    }

    private func recorded() throws -> Workplace {
        let workplace = try Workplace()
        let shop = Self.shop
        try shop.write(to: workplace)
        try #require(try workplace.run("replay").code == 3)
        let shape = try shape(of: shop, answers: workplace.folder.text("reports/shop/answers.jsonl"))
        try #require(!shape.contains("SELECT") && !shape.contains("customer"))
        try workplace.folder.write(shape, to: "replays/shop/traffic.jsonl")
        return workplace
    }

    @Test func `each kind of answer is as it was recorded, or nothing is said of it`() throws {
        let workplace = try recorded()
        let replay = try workplace.run("replay")
        #expect(replay.code == 0, "\(replay.text) \(replay.errors)")
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.kinds.isEmpty)
        // All but what nobody planned for: a failed provider, six replies and a filtered one that are no plan, an open circuit.
        #expect(scenario.placements["no_content"] == scenario.requests - 9)
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-3"]?.source == "cache" && answers["s-1"]?.source != "cache")
        #expect(
            ["u-1", "u-2", "u-3", "u-4", "u-5", "u-6", "u-0", "u-8"].map { answers[$0]?.code } == [
                "empty_reply", "prose_reply", "malformed_plan", "invalid_plan", "surrounding_text", "tool_call_reply",
                "content_filtered", "circuit_open",
            ])
        try SchemaCheck.expectValid("recording", [workplace.folder.file("replays/shop/traffic.jsonl")])
    }

    @Test(arguments: [
        (
            "a hit that is none any more", #""id":"r-3","at_us":6000000"#,
            #""id":"r-3","bypass_cache":true,"at_us":6000000"#
        ),
        (
            "other tokens of an answer",
            #""id":"r-2","outcome":"answered","tool":"sql","source":"planner","tokens_input":800"#,
            #""id":"r-2","outcome":"answered","tool":"sql","source":"planner","tokens_input":801"#
        ),
        ("another error", #""status":500"#, #""status":429"#),
        ("another reply that is no plan", #""code":"prose_reply""#, #""code":"malformed_plan""#),
        (
            "a failure that had something stand in for it", #""id":"u-8","outcome""#,
            #""id":"u-8","degraded":"circuit_open","outcome""#
        ),
    ])
    func `what a shape can know is drift`(row: (name: String, old: String, new: String)) throws {
        let workplace = try recorded()
        try workplace.edit("replays/shop/traffic.jsonl", row.old, row.new)
        #expect(try workplace.run("replay").code == 1, "\(row.name)")
    }
}
