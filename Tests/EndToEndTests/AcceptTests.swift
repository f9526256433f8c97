import Foundation
import Testing

/// `accept` without a dialogue: by kind, and goldens that nobody replays.
@Suite struct AcceptTests {
    /// r-2 has other rows, r-7 the same row by another statement, and r-1, r-4 and r-5 other costs.
    private func workplace() throws -> Workplace {
        let workplace = try Shop().accepted()
        var shop = Shop.withShorterList
        shop.requests[6] = .init(
            "r-7", "Who spent most?", "SELECT customer_id FROM purchase ORDER BY cents DESC, id LIMIT 1")
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        return workplace
    }

    private func drifting(_ workplace: Workplace) throws -> [String] {
        try workplace.run("replay")
        return try workplace.report().scenarios[0].cases.map(\.id).sorted()
    }

    @Test func `a kind is accepted where nothing else differs, and the others wait on`() throws {
        let workplace = try workplace()
        let run = try workplace.run("accept", "--kind", "sql_text", "--reason", "the same rows")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text == "shop: 7 answers accepted, 1 of them changed; 1 answer waits on: it differs in more\n")
        #expect(try drifting(workplace) == ["r-2"])
    }

    @Test func `several kinds are accepted together`() throws {
        let workplace = try workplace()
        let run = try workplace.run(
            "accept", "--kind", "sql_text", "--kind", "result", "--kind", "sql_meaning", "--reason", "looked at")
        #expect(run.text == "shop: 7 answers accepted, 2 of them changed\n", "\(run.errors)")
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `where no answer differs in that kind alone, nothing is accepted`() throws {
        let workplace = try workplace()
        let before = try workplace.folder.text("goldens/shop/answers.jsonl")
        // r-2 has other rows, but also another statement.
        let run = try workplace.run("accept", "--kind", "result", "--reason", "looked at")
        #expect(run.code == 3)
        #expect(run.errors.contains("of what waits nothing differs in result alone"), "\(run.errors)")
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl") == before)
    }

    @Test func `answers to requests that are recorded no more are accepted by their kind`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop()
        shop.requests.removeLast()
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let run = try workplace.run("accept", "--kind", "missing", "--reason", "cut")
        #expect(run.text == "shop: 6 answers accepted, 1 of them changed\n", "\(run.errors)")
        #expect(try workplace.run("replay").code == 0)
    }

    @Test(arguments: [
        ("a kind that is none", ["--kind", "sql", "--reason", "r"], "sql_text"),
        ("a kind and an id", ["--kind", "result", "--id", "r-2", "--reason", "r"], "exclude each other"),
        ("a kind of an experiment", ["shop", "--from-experiment", "--kind", "cost", "--reason", "r"], "the whole run"),
        ("no reason", ["--kind", "cost"], "--reason"),
        ("a reason to prune", ["--prune", "--reason", "r"], "accepts nothing"),
        ("a trial of what is no pruning", ["--dry-run", "--reason", "r"], "goes with --prune"),
    ])
    func `options that make no sense are refused`(row: (name: String, options: [String], says: String)) throws {
        let workplace = try workplace()
        let run = try BuiltTool.run(["accept"] + row.options, in: workplace.folder)
        #expect(run.code == 64, "\(row.name)")
        #expect(run.errors.contains(row.says), "\(row.name): \(run.errors)")
    }

    /// The golden of a scenario that is gone, with somebody's note beside it.
    private func orphaned(note: Bool) throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try Shop().write(to: workplace, named: "former")
        try workplace.acceptAll()
        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/former"))
        if note { try workplace.folder.write("why", to: "goldens/former/notes.txt") }
        return workplace
    }

    @Test func `a golden without a scenario is said, and pruned`() throws {
        let workplace = try orphaned(note: false)
        let replay = try workplace.run("replay")
        #expect(replay.code == 3 && replay.text.contains("toolrouter accept --prune"), "\(replay.text)")
        let files = workplace.folder.files("goldens")
        #expect(try workplace.run("accept", "--prune", "--dry-run").text == "former: golden would be removed\n")
        #expect(workplace.folder.files("goldens") == files)
        #expect(try workplace.run("accept", "--prune").text == "former: golden removed\n")
        #expect(workplace.folder.files("goldens") == files.filter { !$0.hasPrefix("former/") })
        #expect(!workplace.folder.exists("goldens/former"))
        #expect(try workplace.run("replay").code == 0)
        #expect(try workplace.run("accept", "--prune").text == "each golden has its scenario: nothing to remove\n")
    }

    @Test func `other files beside a golden stay when it is pruned`() throws {
        let workplace = try orphaned(note: true)
        #expect(
            try workplace.run("accept", "--prune").text
                == "former: golden removed\n  its folder stays: it holds notes.txt\n")
        #expect(workplace.folder.files("goldens").filter { $0.hasPrefix("former") } == ["former/notes.txt"])
    }

    @Test func `nothing is pruned where there is no scenario, nor in CI`() throws {
        let workplace = try orphaned(note: false)
        let files = workplace.folder.files("goldens")
        #expect(try workplace.run("accept", "--prune", environment: ["CI": "true"]).code == 64)
        try FileManager.default.removeItem(atPath: workplace.folder.file("replays/shop"))
        let run = try workplace.run("accept", "--prune")
        #expect(run.code == 65 && run.errors.contains("check --replays"), "\(run.errors)")
        #expect(workplace.folder.files("goldens") == files)
    }

    @Test func `the summary begins with the biggest drifts in sentences`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "\"10.00\"", "\"11.00\"")
        try workplace.run("replay")
        let summary = try workplace.folder.text("reports/summary.md")
        let parts = [
            "\n## The two biggest drifts\n\n**1.** 1 request of shop drifted: r-2 (Who are they?). What differs: result,",
            "rows 3 → 2; cost 0.0024 → 0.00244 USD. Made otherwise since the golden: ",
            "```sh\ntoolrouter explain shop r-2 --golden\ntoolrouter replay shop\ntoolrouter review shop\n",
            "**2.** 4 requests of shop drifted alike, the first of them r-1 (How many customers are there?).",
            "\n## shop: drifted\n",
        ].map { summary.firstRange(of: $0)?.lowerBound }
        #expect(!parts.contains(nil), "\(summary)")
        #expect(parts.compactMap { $0 } == parts.compactMap { $0 }.sorted())
    }
}
