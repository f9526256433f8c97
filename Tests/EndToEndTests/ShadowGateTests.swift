import Foundation
import Testing

/// `gates: {shadow.NAME: {not_worse: …}}`: whether a candidate may take the planner's place.
@Suite struct ShadowGateTests {
    private static let right = "SELECT count(*) FROM customer"
    private static let wrong = "SELECT count(*) FROM purchase WHERE id > 1"

    /// Requests with an expected answer: the planner is right about all, the candidate about all but `wrong`.
    private func write(_ requests: Int, wrong: Int, gate: String, to workplace: Workplace) throws {
        let shop = Shop()
        try shop.write(to: workplace)
        try workplace.folder.write(
            shop.yaml + "shadow: {next: {}}\ngates: {\(gate)}\n", to: "replays/shop/scenario.yaml")
        func said(_ sql: String) -> String {
            ##"[{"latency_us":1000,"content":"{\"tool\":\"sql\",\"sql\":\"\##(sql)\"}"}]"##
        }
        let lines = (0..<requests).map { number in
            ##"{"id":"r-\##(number)","at_us":\##(number * 100_000),"caller":{"tenant":"acme"},"question":"Number \##(number)?","##
                + ##""planner":\##(said(Self.right)),"shadow":{"next":\##(said(number < wrong ? Self.wrong : Self.right))},"##
                + ##""expected":{"tool":"sql","sql":"\##(Self.right)"}}"##
        }
        let header = String(shop.recording.prefix { $0 != "\n" })
        try workplace.folder.write(([header] + lines).joined(separator: "\n") + "\n", to: "replays/shop/traffic.jsonl")
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let requests: Int
        let wrong: Int
        let outcome: String
        let code: Int32
        var gate = "shadow.next: {not_worse: {alpha: 0.05, margin: 0.02}}"
        var words = ""
    }

    static let rows = [
        Row(
            testDescription: "as good", requests: 200, wrong: 0, outcome: "passed", code: 0),
        Row(
            testDescription: "worse", requests: 200, wrong: 20, outcome: "failed", code: 1,
            words: "gate shadow.next failed: strictly right 180 of 200, the planner 200: -10.0 points"),
        Row(
            testDescription: "too few to tell", requests: 20, wrong: 1, outcome: "inconclusive", code: 4,
            words: "gate shadow.next inconclusive: strictly right 19 of 20, the planner 20: -5.0 points"),
        Row(
            testDescription: "worse by less than is allowed", requests: 200, wrong: 20, outcome: "passed", code: 0,
            gate: "shadow.next: {not_worse: {margin: 20%}}"),
        Row(
            testDescription: "not asked", requests: 20, wrong: 0, outcome: "inconclusive", code: 4,
            gate: "shadow.other: {not_worse: {margin: 0.02}}",
            words: "gate shadow.other inconclusive: the candidate was not asked: replay with --shadow other, or name it"
        ),
    ]

    @Test(arguments: rows)
    func `a gate on a candidate has three ends`(row: Row) throws {
        let workplace = try Workplace()
        try write(row.requests, wrong: row.wrong, gate: row.gate, to: workplace)
        _ = try workplace.run("replay")
        try #require(try workplace.run("accept", "--reason", "as found").code == 0)
        let run = try workplace.run("replay")
        #expect(run.code == row.code, "\(run.text) \(run.errors)")
        #expect(row.words.isEmpty || run.text.contains(row.words), "\(run.text)")
        let gates = try workplace.report().scenarios[0].gates
        #expect(gates.map(\.outcome) == [row.outcome] && gates.map(\.passed) == [row.outcome == "passed"])
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<skipped message=\"inconclusive: ") == (row.outcome == "inconclusive"))
        #expect(junit.contains("<failure type=\"gate\"") == (row.outcome == "failed"))
        #expect(!junit.contains("<error"))
        if JUnitReport.schema != nil { #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml"))) }
        if SchemaCheck.isThere {
            try SchemaCheck.expectValid("drift", [workplace.folder.file("reports/drift.json")])
            try SchemaCheck.expectValid("scenario", [workplace.folder.file("replays/shop/scenario.yaml")])
        }
    }

    /// All at once: the candidate has calls for 16 of them.
    @Test func `a candidate that was busy has not been wrong`() throws {
        let workplace = try Workplace()
        try write(200, wrong: 0, gate: Self.rows[0].gate, to: workplace)
        let recording = try workplace.folder.text("replays/shop/traffic.jsonl")
        try workplace.folder.write(
            recording.replacing(/"at_us":[0-9]+/) { _ in "\"at_us\":0" }, to: "replays/shop/traffic.jsonl")
        let run = try workplace.run("replay")
        #expect(run.text.contains("gate shadow.next inconclusive") && run.text.contains("; 184 not comparable"))
        let pairs = try #require(try workplace.report().scenarios[0].candidates["next"]?.pairs)
        #expect(pairs.strict.both == 16 && pairs.strict.notComparable == 184 && pairs.strict.onlyCurrent == 0)
    }

    /// The planner's provider fails until its circuit opens; the candidate's does not.
    @Test func `a planner that was not called has not been wrong`() throws {
        let workplace = try Workplace()
        try write(40, wrong: 0, gate: Self.rows[0].gate, to: workplace)
        let recording = try workplace.folder.text("replays/shop/traffic.jsonl")
        let failed =
            #""planner":[{"latency_us":1000,"error":{"kind":"http","status":500}},"#
            + #"{"latency_us":1000,"error":{"kind":"http","status":500}}],"shadow""#
        try workplace.folder.write(
            recording.replacing(/"planner":\[.*?\],"shadow"/) { _ in failed }, to: "replays/shop/traffic.jsonl")
        _ = try workplace.run("replay")
        let pairs = try #require(try workplace.report().scenarios[0].candidates["next"]?.pairs).strict
        #expect(pairs.both == 0 && pairs.onlyCurrent == 0 && pairs.neither == 0)
        #expect((1...5).contains(pairs.onlyCandidate), "called, and wrong")
        #expect(pairs.notComparable == 40 - pairs.onlyCandidate)
    }

    @Test func `a question that is asked again is one pair`() throws {
        let workplace = try Workplace()
        try write(40, wrong: 40, gate: Self.rows[0].gate, to: workplace)
        let recording = try workplace.folder.text("replays/shop/traffic.jsonl")
        // Blanks make no other question; the cache would answer it without the candidate.
        try workplace.folder.write(
            recording.replacing(/"question":"Number (\d+)\?"/) { match -> String in
                let number = Int(match.1)!
                return #""bypass_cache":true,"question":"Number \#(number < 30 ? "  0" : match.1)?""#
            }, to: "replays/shop/traffic.jsonl")
        let run = try workplace.run("replay")
        let pairs = try #require(try workplace.report().scenarios[0].candidates["next"]?.pairs).strict
        #expect(pairs.onlyCurrent == 11 && pairs.repeats == 29 && pairs.beyond == 0)
        #expect(run.text.contains("; 29 repeats of a question"), "\(run.text)")
    }

    @Test func `a gate on a candidate is judged without a golden, too`() throws {
        let workplace = try Workplace()
        try write(200, wrong: 20, gate: Self.rows[1].gate, to: workplace)
        let run = try workplace.run("replay")
        #expect(run.code == 1, "\(run.text)")
        #expect(run.text.contains("gate shadow.next failed") && run.text.contains("no golden"))
    }
}
