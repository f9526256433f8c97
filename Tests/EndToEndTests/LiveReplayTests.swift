import Foundation
import Testing

/// `toolrouter replay --live` against a provider of our own that says the same at the same time each time.
@Suite struct LiveReplayTests {
    private static let key = "sk-live-9f8e7d6c5b4a"
    private static let mostWanted = "Who spent most?"

    /// The small scenario with its golden, a provider and a configuration that names it.
    private func arranged(
        _ settings: String = "", delay: Duration = .zero, wrong: Set<Int> = [2, 4]
    ) throws -> (Workplace, NoisyProvider) {
        var shop = Shop()
        shop.settings = settings
        let workplace = try shop.accepted()
        let plans = [
            "How many customers are there?": "SELECT count(*) FROM customer",
            "Who are they?": "SELECT name FROM customer ORDER BY name",
            "Which secrets do we keep?": "SELECT code FROM secret",
            "And the other ones?": "SELECT name FROM customer",
            Self.mostWanted: "SELECT customer_id FROM purchase ORDER BY cents DESC LIMIT 1",
        ]
        let provider = try NoisyProvider(shop.requests.map(\.question), delay: delay) { question, time in
            if question == "What did they spend?" { return .status(500) }
            var sql = plans[question] ?? "SELECT 1"
            if question == Self.mostWanted, wrong.contains(time) { sql = "SELECT 7" }
            let confidence = question == "And the other ones?" ? "0.2" : "0.9"
            return .plan("{\"tool\":\"sql\",\"sql\":\"\(sql)\",\"confidence\":\(confidence)}")
        }
        try workplace.folder.write(
            """
            version: 1
            databases: {shop: replays/shop/shop.sql}
            planner: {name: main, model: m-1}
            providers: {local: {api: openai-chat, url: "http://127.0.0.1:\(provider.port)", key_env: LIVE_KEY}}

            """, to: "server.yaml")
        return (workplace, provider)
    }

    private func live(_ workplace: Workplace, _ more: String...) throws -> BuiltTool.Output {
        try BuiltTool.run(
            ["replay", "shop", "--live", "server.yaml"] + more, in: workplace.folder,
            environment: ["LIVE_KEY": Self.key])
    }

    private func report(_ workplace: Workplace) throws -> [String: Any] {
        let text = try workplace.folder.text("reports/live.json")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require((root["scenarios"] as? [[String: Any]])?.first)
    }

    @Test func `an answer that is wrong in two of five runs is flaky, and never a passed case`() throws {
        let (workplace, provider) = try arranged()
        let run = try live(workplace, "--runs", "5")
        #expect(run.code == 1, "\(run.text)\(run.errors)")
        #expect(run.text.contains("r-7 flaky: passes in 3 of 5 runs: result 2"), "\(run.text)")
        // Each run asks for itself, and what the cache would have answered is asked, too.
        #expect(provider.counts[Self.mostWanted] == 5)
        #expect(provider.counts["How many customers are there?"] == 10)
        let report = try report(workplace)
        #expect(report["standing"] as? [String: Int] == ["passed": 5, "flaky": 1, "failed": 0, "not_judged": 1])
        #expect(report["trials"] as? Int == 30)
        #expect(report["passes"] as? Int == 28)
        let passAll = try #require(report["pass_all"] as? [[String: Any]])
        #expect(passAll.map { $0["k"] as? Int } == [1, 2, 3, 4, 5])
        // (5 + 3/5) / 6, and (5 + C(3,2)/C(5,2)) / 6.
        #expect(passAll[0]["rate"] as? Double == 0.933333)
        #expect(passAll[1]["rate"] as? Double == 0.883333)
        #expect(passAll[4]["rate"] as? Double == 0.833333)
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<failure type=\"flaky\""))
        #expect(try workplace.folder.text("reports/summary.md").contains("| r-7 | flaky |"))
    }

    @Test func `each run is a recording that holds no key and replays by itself`() throws {
        let (workplace, provider) = try arranged()
        _ = try live(workplace, "--runs", "2")
        #expect(provider.keys == ["Bearer \(Self.key)"])
        for file in workplace.folder.files() where file.hasPrefix("reports/") {
            let data = try Data(contentsOf: URL(filePath: workplace.folder.file(file)))
            #expect(data.range(of: Data(Self.key.utf8)) == nil, "\(file) holds the key")
        }
        let recording = try workplace.folder.text("reports/shop/live/run-2/traffic.jsonl")
        #expect(recording.split(separator: "\n").count == 8)
        #expect(recording.contains("\"prompt_sha256\""))
        try workplace.folder.write(recording, to: "replays/shop/traffic.jsonl")
        let replay = try workplace.run("replay", "shop")
        #expect(replay.code == 1)
        #expect((try workplace.report().scenarios[0].kinds["result"] ?? 0) == 1)
    }

    /// 28 of 30 answers pass.
    @Test(arguments: [("0.5", Int32(0), "passed"), ("0.95", 4, "inconclusive"), ("0.999", 1, "failed")])
    func `a gate says yes, no, or that there are too few answers`(
        _ row: (atLeast: String, code: Int32, outcome: String)
    ) throws {
        let (workplace, _) = try arranged("gates: {live.pass_rate: {at_least: \(row.atLeast)}}\n")
        let run = try live(workplace, "--runs", "5")
        #expect(run.code == row.code, "\(run.text)")
        let gate = try report(workplace)["gate"] as? [String: Any]
        #expect(gate?["outcome"] as? String == row.outcome)
        #expect(try workplace.folder.text("reports/junit.xml").contains("flaky: passes in 3 of 5 runs"))
    }

    @Test func `the report is what its schema says`() throws {
        try #require(SchemaCheck.isThere, SchemaCheck.missing)
        let (workplace, _) = try arranged("gates: {live.pass_rate: {at_least: 0.9}}\n")
        _ = try live(workplace, "--runs", "1")
        try SchemaCheck.expectValid("live", [workplace.folder.file("reports/live.json")])
    }

    @Test func `an interruption keeps what was recorded`() throws {
        let (workplace, provider) = try arranged(delay: .milliseconds(100))
        let run = try BuiltTool.run(
            ["replay", "shop", "--live", "server.yaml", "--runs", "100", "--live-calls", "1"], in: workplace.folder,
            environment: ["LIVE_KEY": Self.key]
        ) { process in
            while process.isRunning, provider.counts[Self.mostWanted] == nil { usleep(10_000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.code == 130, "\(run.errors)")
        #expect(try workplace.folder.text("reports/shop/live/run-1/traffic.jsonl").contains("\"r-1\""))
        #expect(try report(workplace)["ended_by"] as? String == "interruption")
    }

    @Test func `time for asking is bounded`() throws {
        let (workplace, _) = try arranged(delay: .milliseconds(100))
        let run = try live(workplace, "--runs", "100", "--live-calls", "1", "--live-within", "2s")
        #expect(run.code == 4 || run.code == 1, "\(run.text)\(run.errors)")
        #expect(try report(workplace)["ended_by"] as? String == "deadline")
    }

    @Test(arguments: [
        (["--runs", "3"], "--runs is for a planner that is asked live"),
        (["--live", "server.yaml", "--runs", "0"], "--runs is 1 to 1000, found 0"),
        (["--live", "server.yaml", "--shadow", "c"], "--live and --shadow are two experiments"),
        (["--live", "server.yaml", "--live-within", "5"], "--live-within is a duration above 0 such as 30m, found 5"),
    ])
    func `options that make no sense are refused`(_ row: (arguments: [String], message: String)) throws {
        let workplace = try Workplace()
        let run = try BuiltTool.run(["replay"] + row.arguments, in: workplace.folder)
        #expect(run.code == 64)
        #expect(run.errors.contains(row.message), "\(run.errors)")
    }

    @Test func `a planner that is not there is named beside those that are`() throws {
        let (workplace, _) = try arranged()
        let run = try live(workplace, "--planner", "other")
        #expect(run.code == 65)
        #expect(run.errors.contains("no planner named other, expected one of main"), "\(run.errors)")
    }
}
