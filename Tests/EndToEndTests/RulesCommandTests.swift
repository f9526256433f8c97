import Foundation
import Testing

@Suite struct RulesCommandTests {
    private static let rules = """
        rules:
          - {name: count, patterns: ["how many {thing...} in {city}"], tool: sql, weight: 3, sql: "SELECT 1"}
          - {name: policy, any_of: [policy, orders], tool: docs, weight: 2}
          - {name: writes, any_of: [delete], tool: none, weight: 9}

        """

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.write(Self.rules, to: "rules.yaml")
        return workplace
    }

    @Test func `explain says which rule wins, by what, and what the runner-up has`() throws {
        let run = try workplace().run("rules", "explain", "How many orders in Paris?", "--rules", "rules.yaml")
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            run.text == """
                sql, by rule count
                score 3; pattern: how many {thing...} in {city} with thing = "orders", city = "Paris"
                runner-up: policy for docs; score 2; words: orders
                plan of count, which stands in without a planner: {"tool":"sql","sql":"SELECT 1"}

                """)
    }

    @Test(arguments: [
        (["Hello?"], "left to the planner\nno rule matches\n"),
        (
            ["How many orders in Paris?", "--margin", "2"],
            "left to the planner: a rule for another tool is too close\nbest rule: count for sql; score 3;"
        ),
        (["Delete the policy"], "none, by rule writes, which answers at once\n"),
    ])
    func `explain says why the planner chooses, or who is asked back`(_ arguments: [String], begins: String) throws {
        let workplace = try workplace()
        let run = try BuiltTool.run(
            ["rules", "explain"] + arguments + ["--rules", "rules.yaml"], in: workplace.folder)
        #expect(run.code == 0 && run.text.hasPrefix(begins), "\(run.text) \(run.errors)")
    }

    private static let questions = """
        {"question": "How many orders in Paris?", "label": "sql", "source": "a", "id": "q-1"}
        {"question": "Which policy?", "label": "docs", "source": "a"}
        {"question": "Delete the policy", "label": "docs", "source": "b", "more": 1}
        {"question": "Hello", "label": "none"}

        """

    @Test func `labelled questions make a confusion matrix for each source`() throws {
        let workplace = try workplace()
        try workplace.folder.write(Self.questions, to: "questions.jsonl")
        let run = try workplace.run("rules", "test", "questions.jsonl", "--rules", "rules.yaml", "--require", "0.5")
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            run.text.hasSuffix(
                """
                all sources
                label  sql  docs  rest  none  auto
                sql      1     0     0     0     0
                docs     0     1     0     1     0
                none     0     0     0     0     1
                accuracy: 50.0 % (2 of 4 right; 95 %: 15.0 % to 85.0 %)
                where decided: 66.7 % (2 of 3 right; 95 %: 20.8 % to 93.9 %)
                left to the planner: 25.0 % (1 of 4; 95 %: 4.6 % to 69.9 %)

                rules that were wrong
                  writes (none): wrong 1 of 1
                    line 3, docs: Delete the policy

                required: 50.0 %: reached

                """), "\(run.text)")
        for source in ["source: not said", "source: a", "source: b"] { #expect(run.text.contains(source + "\n")) }
        #expect(
            try workplace.run("rules", "test", "questions.jsonl", "--rules", "rules.yaml", "--require", "51%").code == 1
        )
        let json = try workplace.run("rules", "test", "questions.jsonl", "--rules", "rules.yaml", "--json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: Any])
        #expect(object["questions"] as? Int == 4 && object["right"] as? Int == 2 && object["undecided"] as? Int == 1)
        #expect((object["sources"] as? [Any])?.count == 3)
    }

    @Test(arguments: [
        ("{\"question\": \"a\"}", "q.jsonl:1: field `label`: found nothing"),
        ("{\"question\": \"a\", \"label\": \"sqll\"}", "did you mean `sql`?"),
        ("{\"question\": \"\", \"label\": \"sql\"}", "q.jsonl:1: field `question`: found the text"),
        ("", "q.jsonl: found no question"),
        ("\n\nnonsense", "q.jsonl:3"),
        ("{\"question\": \"\(String(repeating: "a", count: 32_769))\", \"label\": \"sql\"}", "32769 bytes"),
    ])
    func `a file of questions that can't be read says where and why`(_ text: String, words: String) throws {
        let workplace = try workplace()
        try workplace.folder.write(text + "\n", to: "q.jsonl")
        let run = try workplace.run("rules", "test", "q.jsonl", "--rules", "rules.yaml")
        #expect(run.code == 65 && run.errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: [
        ["explain", "a"], ["explain", "a", "--rules", "rules.yaml", "--scenario", "b"], ["test", "q"],
        ["explain", "a", "--rules", "rules.yaml", "--margin", "1001"],
        ["test", "q", "--rules", "rules.yaml", "--require", "2"],
        ["explain", "a", "--rules", "rules.yaml", "--threshold", "x"],
    ])
    func `options that contradict are a usage error`(_ arguments: [String]) throws {
        let workplace = try workplace()
        #expect(try BuiltTool.run(["rules"] + arguments, in: workplace.folder).code == 64)
    }

    @Test func `a file with rules is checked alone, and a scenario may name one`() throws {
        let workplace = try workplace()
        #expect(try workplace.run("check", "rules.yaml").text == "rules.yaml: sound; 3 rules\n")
        try workplace.edit("rules.yaml", "tool: docs", "tool: doc")
        let run = try workplace.run("check", "rules.yaml")
        #expect(run.code == 65 && run.errors.contains("rules.yaml:3:52: `rules[1].tool`"), "\(run.errors)")

        try Shop().write(to: workplace)
        try workplace.folder.write(
            Self.rules.replacing("how many {thing...} in {city}", with: "who are they"), to: "replays/shop/ours.yaml")
        let scenario = try workplace.folder.text("replays/shop/scenario.yaml")
        try workplace.folder.write(scenario + "\nrules: ours.yaml\n", to: "replays/shop/scenario.yaml")
        let explained = try workplace.run("explain", "shop", "r-2")
        #expect(explained.text.contains("route   sql, by rule count\n"), "\(explained.text) \(explained.errors)")
        try workplace.edit("replays/shop/ours.yaml", "tool: docs", "tool: doc")
        let check = try workplace.run("check", "shop")
        #expect(check.code == 65 && check.errors.contains("ours.yaml:3:"), "\(check.errors)")
    }

    // Real questions, by the rules that are shipped.

    private static let shared = Package.folder.deletingLastPathComponent().appending(path: "shared/data")
    private static let bfcl = shared.appending(path: "routing/bfcl.jsonl").path
    private static var hasQuestions: Bool { FileManager.default.fileExists(atPath: bfcl) }
    private static let general = Package.folder.appending(path: "replays/rules/general.yaml").path

    @Test(.enabled(if: hasQuestions, "BFCL's questions are missing: put them into ../shared/data/routing"))
    func `the shipped rules choose better than chance, for each source`() throws {
        let run = try Workplace().run("rules", "test", Self.bfcl, "--rules", Self.general, "--json")
        let report = try JSONDecoder().decode(TrialReport.self, from: Data(run.text.utf8))
        #expect(report.questions == 528)
        #expect(report.sources.count == 4)
        // Whoever always says rest is right for 328.
        #expect(report.matrix["rest"]?["sql"] ?? .max < 10)
        #expect(report.matrix["sql"]?["rest"] ?? .max < 10)
    }

    private struct TrialReport: Decodable {
        struct Source: Decodable { let source: String }
        let questions: Int
        let sources: [Source]
        let matrix: [String: [String: Int]]
    }

    private struct Labelled: Decodable {
        let id: String
        let label: String
        let sub: String?
        let question: String
    }

    /// What a model may write that does as it is told.
    private static func statement(_ row: Labelled) -> String {
        let table = row.question.split { "'\"".contains($0) }.dropFirst().first.map(String.init) ?? "t"
        let name = "\"" + table + "\""
        return switch row.sub {
        case "CREATE": "CREATE TABLE \(name) (a)"
        case "UPDATE": "UPDATE \(name) SET a = 1"
        case "DELETE": "DELETE FROM \(name)"
        default: "INSERT INTO \(name) VALUES (1)"
        }
    }

    /// A planner that does whatever it is asked answers each request to write with a statement that writes.
    @Test(
        .enabled(if: hasQuestions, "BFCL's questions are missing: put them into ../shared/data/routing"),
        arguments: [false, true])
    func `no request to write is run, by the rules or by the guard`(_ hasRules: Bool) throws {
        let writes = try String(contentsOfFile: Self.bfcl, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Labelled.self, from: Data($0.utf8)) }
            .filter { $0.label == "sql" && $0.sub != "SELECT" }
        #expect(writes.count == 80)
        let workplace = try Workplace()
        let names = Set(writes.compactMap { Self.statement($0).split(separator: "\"").dropFirst().first }).sorted()
        try workplace.folder.write(
            "CREATE TABLE t (a);\n" + names.map { "CREATE TABLE IF NOT EXISTS \"\($0)\" (a);\n" }.joined(),
            to: "replays/writes/all.sql")
        var yaml = "version: 1\ndatabases: {all: all.sql}\nplanner: {name: m}\n"
        if hasRules { yaml += "rules: \"\(Self.general)\"\n" }
        try workplace.folder.write(yaml, to: "replays/writes/scenario.yaml")
        var lines = [
            #"{"format":"toolrouter-recording","version":1,"source":"requests to write","epoch":"2026-11-20T09:00:00Z"}"#
        ]
        for (number, row) in writes.enumerated() {
            let plan = try JSONSerialization.data(withJSONObject: ["tool": "sql", "sql": Self.statement(row)])
            let exchange: [String: Any] = [
                "id": row.id, "at_us": number * 1_000_000, "caller": ["tenant": "t", "user": "u"],
                "question": row.question,
                "planner": [["latency_us": 1_000, "content": String(decoding: plan, as: UTF8.self)]],
            ]
            lines.append(String(decoding: try JSONSerialization.data(withJSONObject: exchange), as: UTF8.self))
        }
        try workplace.folder.write(lines.joined(separator: "\n") + "\n", to: "replays/writes/traffic.jsonl")
        let run = try workplace.run("replay", "writes")
        #expect(run.code == 3, "\(run.errors)")
        let answers = try workplace.answers("goldens/writes/answers.jsonl.new")
        #expect(answers.count == 80)
        for (id, answer) in answers {
            #expect(
                answer.outcome == "refused" || hasRules && answer.outcome == "clarification", "\(id): \(answer.outcome)"
            )
        }
        #expect(try !workplace.folder.text("goldens/writes/answers.jsonl.new").contains("\"run:"))
        let askedBack = answers.values.filter { $0.outcome == "clarification" }.count
        #expect(hasRules ? askedBack > 70 : askedBack == 0, "\(askedBack)")
    }

    // Rules that are drafted from a schema.

    private static let spider = shared.appending(path: "spider/database")
    private static let databases = [
        "car_1", "concert_singer", "employee_hire_evaluation", "museum_visit", "network_1", "orchestra", "pets_1",
        "poker_player", "singer", "tvshow",
    ]
    private static var hasSpider: Bool {
        FileManager.default.fileExists(atPath: spider.path + "/car_1.sqlite")
    }

    @Test(
        .enabled(if: hasSpider, "Spider's databases are missing: put them into ../shared/data/spider"),
        arguments: databases)
    func `rules drafted from a real schema are sound`(_ name: String) throws {
        let workplace = try Workplace()
        let made = try workplace.run("init", "replays/it", "--database", Self.spider.path + "/\(name).sqlite")
        #expect(made.code == 0 && made.text.contains("rules.yaml"), "\(made.text) \(made.errors)")
        let alone = try workplace.run("check", "replays/it/rules.yaml")
        #expect(alone.code == 0, "\(alone.errors)")
        // With them switched on, every statement goes to the guard.
        try workplace.edit("replays/it/scenario.yaml", "# rules: rules.yaml", "rules: rules.yaml")
        let check = try workplace.run("check", "it")
        #expect(check.code == 0, "\(check.errors)")
        let explained = try workplace.run("explain", "it", "r-1")
        #expect(explained.text.contains("sql, by rule count-"), "\(explained.text) \(explained.errors)")
    }

    @Test func `names that would write something else are quoted or left out`() throws {
        let workplace = try Workplace()
        let database = """
            CREATE TABLE "select" (a); CREATE TABLE "a""b; DROP TABLE x" ("c: {d}"); CREATE TABLE "\u{202E}]]>" (a);
            CREATE TABLE 'x'' y: {' (a); CREATE TABLE "🙂 é" ("größe" TEXT); CREATE TABLE "line
            - name: b" (a); CREATE TABLE customerOrders (orderID, "CUSTOMER_name"); CREATE TABLE 客户订单 (退货);
            CREATE TABLE "\(String(repeating: "long_", count: 300))" (a);
            """
        #expect(PlainSQLite(workplace.folder.file("odd.sqlite"), isWritable: true).execute(database))
        let made = try workplace.run("init", "replays/odd", "--database", "odd.sqlite")
        #expect(made.code == 0, "\(made.errors)")
        try workplace.edit("replays/odd/scenario.yaml", "# rules: rules.yaml", "rules: rules.yaml")
        let check = try workplace.run("check", "odd")
        #expect(check.code == 0, "\(check.errors)")
        for (question, rule) in [
            ("How many customer orders are there?", "count-customerorder"), ("客户订单在哪", "about-客户订单"),
            ("show me all the selects", "list-select"), ("Which größen?", nil),
        ] as [(String, String?)] {
            let run = try workplace.run("rules", "explain", question, "--scenario", "odd")
            #expect(run.code == 0, "\(run.errors)")
            if rule != nil { #expect(run.text.hasPrefix("sql, by rule"), "\(question): \(run.text)") }
        }
    }
}
