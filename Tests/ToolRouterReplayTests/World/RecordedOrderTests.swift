import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// How requests that were under way together meet again: as their numbered decisions say, and without those as virtual time has
/// it.
@Suite struct RecordedOrderTests {
    /// What two requests did, the same question of one user.
    struct Meeting: Sendable, CustomTestStringConvertible {
        let name: String
        /// When the second one arrives, in µs; the first comes at 0, its planner takes 1,000 µs, its statement 5,000.
        let second: Int64
        /// The decisions of both: stage, µs, place.
        var decisions: [[(stage: String, at: Int64, place: Int64)]] = [[], []]
        /// What the cache said to the second one.
        let recall: String
        /// When it was answered, in µs after its arrival.
        var latency: Int64?

        var testDescription: String { name }
    }

    @Test(arguments: [
        Meeting(name: "while the planner is asked it is waited for", second: 500, recall: "recall:joined"),
        Meeting(name: "after the answer was stored it is a hit", second: 6_010, recall: "recall:hit", latency: 0),
        Meeting(
            name: "a miss stays a miss: it was looked for before the answer was stored, which took its time",
            second: 6_010,
            decisions: [
                [("reply", 1_000, 4), ("store", 6_300, 9)],
                [("recall", 6_020, 5), ("join", 6_020, 6), ("ask", 6_021, 7), ("settle", 12_100, 12)],
            ], recall: "recall:miss", latency: 6_090),
        Meeting(
            name: "a hit stays a hit: the second one came to look later than it arrived", second: 5_000,
            decisions: [[("store", 6_000, 3)], [("recall", 6_000, 4)]], recall: "recall:hit", latency: 1_000),
        Meeting(
            name: "at one moment the place decides", second: 5_000,
            decisions: [[("store", 6_000, 4)], [("recall", 6_000, 3)]], recall: "recall:miss"),
        Meeting(
            name: "a call that was over when the second one came to join is not joined", second: 900,
            decisions: [[("reply", 1_000, 4)], [("recall", 950, 3), ("join", 1_000, 5), ("ask", 1_001, 6)]],
            recall: "recall:miss"),
        Meeting(
            name: "a call that had not been taken off the list is joined", second: 999,
            decisions: [[("reply", 1_040, 7)], [("recall", 1_010, 3), ("join", 1_020, 5)]], recall: "recall:joined"),
        Meeting(
            name: "what a later version numbers is in no order", second: 500,
            decisions: [[("guessed", 9_999, 1)], [("guessed", 1, 2)]], recall: "recall:joined"),
        Meeting(
            name: "nobody waits beyond the deadline, whatever a recording says", second: 6_010,
            decisions: [[], [("settle", 900_000_000_000, 1)]], recall: "recall:hit", latency: 30_000_000),
        Meeting(
            name: "a moment that is past is not waited for", second: 6_010,
            decisions: [[], [("recall", 1, 1), ("settle", 2, 2)]], recall: "recall:hit", latency: 0),
    ])
    func `concurrent requests meet as they did`(meeting: Meeting) throws {
        let world = try RecordedWorld()
        let reply = "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"confidence\":0.9}"
        var exchanges = [
            RecordedExchange.asked("a", planner: [reply]), .asked("b", at: meeting.second, planner: [reply]),
        ]
        for (number, decisions) in meeting.decisions.enumerated() {
            exchanges[number].caller.user = "u"
            exchanges[number].decisions = decisions.map {
                RecordedDecision(stage: $0.stage, atMicroseconds: $0.at, sequence: $0.place)
            }
        }
        let scenario = try world.scenario(exchanges, settings: "cache: {ttl: 5m}")
        var cases: [Case] = []
        _ = try Replay(scenario, databases: ScenarioDatabases(scenario)).run { cases.append($0) }
        let second = try #require(cases.last { $0.request.id == "b" })
        #expect(second.trail.first { $0.hasPrefix("recall:") } == meeting.recall)
        if let latency = meeting.latency { #expect((second.settledAt - second.at).wholeMicroseconds == latency) }
    }

    /// The answers in the lines are the golden of a recording that has no other.
    @Test(
        arguments: [
            ("the same answer", "answered", "SELECT 1", .pass),
            ("another statement, the same rows", "answered", "SELECT 1 + 0", .pass),
            ("another outcome", "failed", nil, .drift),
            ("no answer in the line", nil, nil, .drift),
        ] as [(String, String?, String?, Verdict)])
    func `a recording brings its golden along`(
        name: String, outcome: String?, sql: String?, verdict: Verdict
    ) throws {
        let world = try RecordedWorld()
        let reply = "{\"tool\":\"sql\",\"sql\":\"SELECT 1\",\"confidence\":0.9}"
        var exchange = RecordedExchange.asked("a", planner: [reply])
        let plain = try world.scenario([exchange])
        var record: AnswerRecord?
        _ = try Replay(plain, databases: ScenarioDatabases(plain)).run { record = $0.makeRecord() }
        exchange.answered = try outcome.map {
            var answered = try #require(record)
            answered.outcome = $0
            answered.sql = sql
            return answered
        }
        let golden = GoldenHeader(scenario: "x", seed: 0, madeWith: [])
        let scenario = try world.scenario([exchange], golden: golden)
        let workspace = Workspace(
            replays: world.path, goldens: world.path + "/goldens", reports: world.path + "/reports")
        let report = try ScenarioRun(
            scenario: scenario, workspace: workspace, options: Replay.Options(), isRedacted: false
        ).run { _ in }
        #expect(report.hasGolden)
        #expect(report.verdict == verdict, "\(name)")
    }
}

extension RecordedWorld {
    /// A scenario over these exchanges and an empty database.
    func scenario(
        _ exchanges: [RecordedExchange], settings: String = "", golden: GoldenHeader? = nil
    ) throws -> Scenario {
        let writer = try RecordingWriter(
            path: path + "/traffic.jsonl",
            header: RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 0), golden: golden))
        for exchange in exchanges { try writer.write(exchange) }
        try writer.finish()
        try "CREATE TABLE customer (id INTEGER PRIMARY KEY);".write(
            toFile: path + "/shop.sql", atomically: true, encoding: .utf8)
        try "version: 1\ndatabases: {shop: shop.sql}\nplanner: {name: m}\n\(settings)\n".write(
            toFile: path + "/scenario.yaml", atomically: true, encoding: .utf8)
        return try Scenario(path: path)
    }
}
