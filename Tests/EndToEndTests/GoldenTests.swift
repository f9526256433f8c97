import Testing

@Suite struct GoldenTests {
    @Test func `a missing golden is exit 3, says how to make one and leaves it pending`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("replay")
        #expect(run.code == 3)
        #expect(run.text.contains("toolrouter accept shop"))
        #expect(
            workplace.folder.files("goldens") == [
                "shop/answers.jsonl.new", "shop/results.jsonl.new", "shop/totals.json.new",
            ])
        #expect(try workplace.report().verdict == "missing")
    }

    @Test func `a missing golden in CI is exit 3, and nothing but reports is written`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        #expect(try workplace.run("replay", environment: ["CI": "true"]).code == 3)
        #expect(workplace.folder.files("goldens") == [])
        #expect(
            workplace.folder.files("reports")
                == [
                    "drift.json", "junit.xml", "report.html", "report.json", "shop/answers.jsonl", "shop/report.jsonl",
                    "shop/results.jsonl", "shop/totals.json", "summary.md",
                ])
    }

    @Test func `what was accepted passes, and nothing waits any more`() throws {
        let workplace = try Shop().accepted()
        #expect(workplace.folder.files("goldens") == ["shop/answers.jsonl", "shop/results.jsonl", "shop/totals.json"])
        let run = try workplace.run("replay")
        #expect(run.code == 0)
        #expect(run.errors == "")
        #expect(workplace.folder.files("goldens") == ["shop/answers.jsonl", "shop/results.jsonl", "shop/totals.json"])
        #expect(try workplace.report().verdict == "pass")
        #expect(try workplace.run("review").text == "nothing waits\n")
    }

    @Test func `each request of the golden ended as it was recorded to end`() throws {
        let workplace = try Shop().accepted()
        let answers = try workplace.answers("goldens/shop/answers.jsonl")
        let ends = ["r-1", "r-2", "r-3", "r-4", "r-5", "r-6", "r-7"].map { id in
            answers[id].map { [$0.outcome, $0.source, $0.code].compactMap { $0 }.joined(separator: " ") }
        }
        #expect(
            ends == [
                "answered planner", "answered planner", "answered cache", "refused planner table_denied",
                "clarification planner", "failed provider_failed", "answered planner",
            ])
    }

    @Test func `the reason stands in the golden's header`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        #expect(try workplace.run("accept", "shop", "--reason", "the first one").code == 0)
        #expect(try workplace.folder.text("goldens/shop/answers.jsonl").contains("\"reason\":\"the first one\""))
    }

    @Test func `a run that drifts never changes the golden`() throws {
        let workplace = try Shop().accepted()
        let golden = try workplace.folder.bytes("goldens")
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let after = try workplace.folder.bytes("goldens")
        #expect(after.filter { !$0.key.hasSuffix(".new") } == golden)
        #expect(after.keys.contains("shop/answers.jsonl.new"))
    }

    @Test func `a run that agrees again withdraws what was pending`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.run("replay")
        try Shop().write(to: workplace)
        #expect(try workplace.run("replay").code == 0)
        #expect(workplace.folder.files("goldens") == ["shop/answers.jsonl", "shop/results.jsonl", "shop/totals.json"])
    }

    @Test func `review prints the change and accepts nothing where nobody can be asked`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        try workplace.run("replay")
        let review = try workplace.run("review")
        #expect(review.code == 0)
        #expect(review.text.contains("shop r-2 (1 of 1): result"))
        #expect(review.text.contains("SELECT name FROM customer ORDER BY name"))
        #expect(review.text.contains("SELECT name FROM customer WHERE id < 3 ORDER BY name"))
        #expect(workplace.folder.exists("goldens/shop/answers.jsonl.new"))
        #expect(try workplace.run("replay").code == 1)
    }

    @Test func `accepting one id accepts that request alone`() throws {
        let workplace = try Shop().accepted()
        var shop = Shop.withShorterList
        shop.requests[6] = .init("r-7", "Who spent most?", "SELECT 2")
        try shop.write(to: workplace)
        try workplace.run("replay")
        #expect(try workplace.report().scenarios[0].cases.map(\.id) == ["r-2", "r-7"])

        let accepted = try workplace.run("accept", "shop", "--id", "r-7", "--reason", "looked at")
        #expect(accepted.code == 0)
        #expect(accepted.text == "shop: 7 answers accepted, 1 of them changed\n")
        #expect(try workplace.run("replay").code == 1)
        #expect(try workplace.report().scenarios[0].cases.map(\.id) == ["r-2"])

        #expect(try workplace.run("accept", "shop", "--id", "r-2", "--reason", "looked at").code == 0)
        #expect(try workplace.run("replay").code == 0)
    }

    @Test func `accept refuses in CI and changes nothing`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        let before = try workplace.folder.bytes("goldens")
        let accept = try workplace.run("accept", "--reason", "looked at", environment: ["CI": "true"])
        #expect(accept.code == 64)
        #expect(accept.errors.contains("goldens are never written in CI"))
        #expect(try workplace.folder.bytes("goldens") == before)
    }

    @Test func `accept without anything pending says so`() throws {
        let workplace = try Shop().accepted()
        let accept = try workplace.run("accept", "--reason", "looked at")
        #expect(accept.code == 3)
        #expect(accept.errors.contains("nothing waits to be accepted"))
    }

    @Test func `a golden of another SQLite is said first`() throws {
        let workplace = try Shop().accepted()
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        let version = try #require(header.firstMatch(of: /"sqlite":"([0-9.]+)"/)).output.1
        try workplace.edit("goldens/shop/answers.jsonl", "\"sqlite\":\"\(version)\"", "\"sqlite\":\"3.1.0\"")
        let run = try workplace.run("replay")
        #expect(run.code == 0)
        #expect(run.text.contains("sqlite 3.1.0 → \(version)"))
        #expect(try workplace.folder.text("reports/summary.md").contains("sqlite 3.1.0 → \(version)"))
    }
}
