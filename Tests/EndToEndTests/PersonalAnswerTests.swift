import Testing

/// Questions about who asks, seen by who replays them.
@Suite struct PersonalAnswerTests {
    private static let question = "How much did I spend?"
    private static let mine = "SELECT sum(cents) FROM purchase WHERE customer_id = :user"

    /// The shop, whose users each ask what they have spent: as many as `users`, one after the other; nil is nobody.
    private func workplace(_ users: [String?], scope: String, sql: String = mine) throws -> Workplace {
        let workplace = try Workplace()
        var shop = Shop()
        shop.settings = "cache: {ttl: 1h, entries: 100, scope: \(scope)}\n"
        shop.requests = users.indices.map { Shop.Request("r-\($0 + 1)", Self.question, sql) }
        try shop.write(to: workplace)
        let traffic = "replays/shop/traffic.jsonl"
        let lines = try workplace.folder.text(traffic).split(separator: "\n")
        let asked = zip(lines.dropFirst(), users).map { line, user in
            String(line).replacing(#","user":"u-1""#, with: user.map { #","user":"\#($0)""# } ?? "")
        }
        try workplace.folder.write(([String(lines[0])] + asked).joined(separator: "\n") + "\n", to: traffic)
        return workplace
    }

    @Test(arguments: [
        ("tenant", ["planner", "planner", "planner", "planner"]), ("user", ["planner", "planner", "cache", "cache"]),
    ])
    func `each user is given his own answer, and it is kept for nobody else`(
        scope: String, sources: [String]
    ) throws {
        let workplace = try workplace(["1", "2", "1", "2"], scope: scope)
        try workplace.acceptAll()
        let run = try workplace.run("replay", "--check-determinism")
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.broken == [] && scenario.requests == 4)
        let lines = try workplace.folder.text("goldens/shop/answers.jsonl").split(separator: "\n").dropFirst()
        for (line, source) in zip(lines, sources) { #expect(line.contains(#""source":"\#(source)""#), "\(line)") }
        // What was asked is in the golden, and not for whom.
        for line in lines { #expect(line.contains("customer_id = :user")) }
        for (id, rows) in [("r-1", "1550"), ("r-2", "999"), ("r-3", "1550"), ("r-4", "999")] {
            let explained = try workplace.run("explain", "shop", id, "--rows")
            #expect(explained.text.contains(rows), "\(explained.text)")
        }
    }

    @Test func `who is nobody is refused, and told why`() throws {
        let workplace = try workplace(["1", nil], scope: "tenant")
        _ = try workplace.run("replay")
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-1"]?.outcome == "answered")
        #expect(answers["r-2"]?.code == "caller_unknown")
        let explained = try workplace.run("explain", "shop", "r-2")
        #expect(explained.text.contains("the request does not name its user"), "\(explained.text)")
    }

    @Test func `a model's statement with another parameter is refused`() throws {
        let workplace = try workplace(["1"], scope: "user", sql: "SELECT name FROM customer WHERE id = :customer")
        _ = try workplace.run("replay")
        #expect(try workplace.answers("reports/shop/answers.jsonl")["r-1"]?.code == "argument_invalid")
    }

    @Test func `what is expected is run for the same user`() throws {
        let workplace = try workplace(["1", "2", "2"], scope: "tenant")
        let expected = #""expected":{"tool":"sql","sql":"SELECT sum(cents) FROM purchase WHERE customer_id = +:user"}"#
        try workplace.edit(
            "replays/shop/traffic.jsonl", #""question":"\#(Self.question)""#,
            #""question":"\#(Self.question)",\#(expected)"#)
        let check = try workplace.run("check", "replays/shop")
        #expect(check.code == 0, "\(check.text) \(check.errors)")
        _ = try workplace.run("replay")
        let accuracy = try #require(try workplace.report().scenarios[0].accuracy["recorded"])
        #expect(accuracy["strict"] == 3 && accuracy["total"] == 3, "\(accuracy)")
        // One that is right for the first only.
        try workplace.edit("replays/shop/traffic.jsonl", "= +:user", "= 1")
        _ = try workplace.run("replay")
        #expect(try workplace.report().scenarios[0].accuracy["recorded"]?["strict"] == 1)
    }

    @Test func `an expected statement that asks for nobody is of no use, and a check says so`() throws {
        let workplace = try workplace([nil], scope: "tenant")
        try workplace.edit(
            "replays/shop/traffic.jsonl", #""question":"\#(Self.question)""#,
            #""question":"\#(Self.question)","expected":{"tool":"sql","sql":"SELECT :user"}"#)
        let check = try workplace.run("check", "replays/shop")
        #expect(check.code == 65)
        #expect(
            (check.text + check.errors).contains("the request does not name its user"), "\(check.text) \(check.errors)")
    }

    @Test func `a guard that does not say whose an answer is is caught`() throws {
        let workplace = try workplace(["1", "2", "1"], scope: "tenant")
        let run = try workplace.run("replay", "--plant", "personal-answers")
        #expect(run.code == 2, "\(run.text)")
        #expect(try workplace.report().scenarios[0].broken == ["clean_cache"])
        #expect(run.text.contains("one that depends on who asked"))
    }
}
