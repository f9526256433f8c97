import Foundation
import Testing

/// `toolrouter shadow report`: what a person at a terminal gets.
@Suite struct ShadowCommandTests {
    /// A store of 100 records, of which `change` makes records of candidates, as SQL on the table `record`.
    private func store(_ change: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: BuiltTool.path).deletingLastPathComponent()
            .appending(path: "toolrouter-bench")
        process.arguments = ["audit-load", "--dir", folder.file("audit"), "--callers", "2", "--each", "50"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let file = try #require(folder.files("audit").first { $0.hasSuffix(".sqlite") })
        let database = PlainSQLite(folder.file("audit/\(file)"), isWritable: true)
        for trigger in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") ?? [] {
            guard case .text(let name) = trigger[0] else { continue }
            try #require(database.execute("DROP TRIGGER \"\(String(decoding: name, as: UTF8.self))\""))
        }
        try #require(database.execute(change))
        return folder
    }

    /// Of the first `worse` records the candidate's plan is refused, of the others the text is the same.
    private static func candidate(_ name: String = "mini", worse: Int) -> String {
        """
        UPDATE record SET kind = 'shadow', candidate = '\(name)', planner = 'main', cost_usd = '0.001', total_us = 300000,
          error_code = NULL, outcome = CASE WHEN seq <= \(worse) THEN 'different' ELSE 'same_text' END,
          detail = '{"current_tool":"sql","current_verdict":"approved","eligible":10,"current_cost_usd":"0.004",'
            || '"current_plan_us":900000,"candidate_verdict":"'
            || CASE WHEN seq <= \(worse) THEN 'refused","candidate_code":"statement_denied' ELSE 'approved' END || '"}'
        """
    }

    @Test func `a report says how far requests came, what the plans are, and which planner is better`() throws {
        let folder = try store(Self.candidate(worse: 10))
        let run = try BuiltTool.run(["shadow", "report", "audit"], in: folder)
        #expect(run.code == 0, "\(run.errors)")
        for line in [
            "mini beside main, 2026-11-20T", "  eligible    1000", "  compared     100", "  same text     90  90.0 %",
            "planner \\ candidate  approved  refused", "  approved                 90       10",
            "  candidate     0.001   0.001", "  difference   -0.003  -0.003", "ms to a plan  mean   p50   p95   p99",
            "verdict: worse", "only the candidate's plan is approved, 10 where only the planner's",
            "the planner was not asked a second time",
        ] {
            #expect(run.text.contains(line), "\(line) is not in:\n\(run.text)")
        }
    }

    @Test func `repeats and what the audit dropped are said`() throws {
        let folder = try store(
            Self.candidate(worse: 10) + "; UPDATE record SET input_hash = zeroblob(32) WHERE seq > 90; "
                + "UPDATE record SET kind = 'loss', candidate = NULL, detail = '{\"answer\":1,\"shadow\":2}' WHERE seq = 50"
        )
        let run = try BuiltTool.run(["shadow", "report", "audit"], in: folder)
        #expect(run.text.contains("; 9 repeats of a question left out"), "\(run.text)")
        #expect(
            run.text.contains("not in here: 3 records that the audit dropped in this time, 2 of them comparisons"),
            "\(run.text)")
    }

    @Test func `the JSON is what its schema says, and the same each time`() throws {
        let folder = try store(Self.candidate(worse: 10) + "; " + "UPDATE record SET candidate = 'self' WHERE seq > 60")
        let run = try BuiltTool.run(["shadow", "report", "audit", "--json", "--since", "2026-11-01"], in: folder)
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            try BuiltTool.run(["shadow", "report", "--json", "--since", "2026-11-01"], in: folder).text == run.text)
        #expect(run.text.contains("\"verdict\": \"worse\"") && run.text.contains("\"only_current\": 10"))
        #expect(run.text.contains("\"p50\": 0.00"))
        guard SchemaCheck.isThere else { return }
        try folder.write(run.text, to: "report.json")
        try SchemaCheck.expectValid("shadow-report", [folder.file("report.json")])
    }

    static let requirements: [(worse: Int, arguments: [String], code: Int32)] = [
        (10, ["--require", "better"], 1), (0, ["--require", "better"], 4), (3, ["--require", "better"], 4),
        (60, ["--require", "not-worse"], 1), (0, ["--require", "not-worse"], 4),
        (0, ["--require", "not-worse", "--margin", "10%"], 0), (10, ["--require", "not-worse", "--margin", "0.5"], 0),
        (10, ["--require", "better", "--json"], 1),
    ]

    @Test(arguments: requirements)
    func `what is required is shown, refuted, or not known yet`(worse: Int, arguments: [String], code: Int32) throws {
        let folder = try store(Self.candidate(worse: worse))
        let run = try BuiltTool.run(["shadow", "report", "audit"] + arguments, in: folder)
        #expect(run.code == code, "\(run.text) \(run.errors)")
    }

    @Test func `a store without candidates says what to do`() throws {
        let folder = try store("SELECT 1")
        let run = try BuiltTool.run(["shadow", "report", "audit"], in: folder)
        #expect(run.code == 65)
        #expect(run.errors.contains("name one under `shadow` in the server's configuration"), "\(run.errors)")
    }

    static let faults: [([String], Int32, String)] = [
        (["report", "nowhere"], 65, "nowhere: no segment of an audit store"),
        (["report"], 65, "audit: no segment of an audit store"),
        (["report", "audit", "--since", "gestern"], 64, "--since is gestern; write a day (2026-11-01)"),
        (["report", "audit", "--alpha", "0"], 64, "--alpha is 0; write a share above 0 and at most 0.5"),
        (["report", "audit", "--margin", "much"], 64, "--margin is much; write a share from 0 to 1"),
        (["report", "audit", "--since", "2026-11-02", "--until", "2026-11-01"], 64, "--until is not after"),
        (["reprot"], 64, "did you mean `report`?"),
    ]

    @Test(arguments: faults)
    func `what is wrong is said with its remedy`(arguments: [String], code: Int32, words: String) throws {
        let folder = try TemporaryFolder()
        let run = try BuiltTool.run(["shadow"] + arguments, in: folder)
        #expect(run.code == code)
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(folder.files() == [], "nothing is made")
    }
}
