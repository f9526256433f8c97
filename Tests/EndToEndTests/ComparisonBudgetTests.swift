import Foundation
import Testing

/// Results that a budget cuts short, or never lets come, can't be compared.
@Suite struct ComparisonBudgetTests {
    /// A statement that was planned, the right one, and the budget they run in.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let planned: String
        let expected: String
        var budget = "rows: 2"
        /// What a candidate planned.
        var candidate = "SELECT id FROM customer WHERE id < 2"
        var accuracy = ["strict": 0, "spider": 0, "errors": 0, "not_comparable": 1, "total": 1]
        let placement: String
    }

    private static let all = "SELECT id FROM customer ORDER BY id"
    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    static let rows = [
        Row(testDescription: "both are cut short", planned: all, expected: all, placement: "not_comparable"),
        Row(
            testDescription: "the right answer is cut short", planned: "SELECT 1", expected: all, placement: "different"
        ),
        Row(
            testDescription: "the answer is cut short", planned: all, expected: "SELECT 1", placement: "not_comparable"),
        Row(
            testDescription: "the answer has too many bytes", planned: all, expected: "SELECT 1", budget: "bytes: 100",
            candidate: "SELECT name FROM customer LIMIT 1", placement: "not_comparable"),
        Row(
            testDescription: "the right answer never comes", planned: "SELECT 1", expected: endless,
            budget: "operations: 10000", placement: "same_rows"),
        Row(
            testDescription: "the answer never comes", planned: endless, expected: "SELECT 1",
            budget: "operations: 10000", placement: "not_comparable"),
        Row(
            testDescription: "it is cut short without DISTINCT only",
            planned: "SELECT DISTINCT 1 FROM customer", expected: "SELECT DISTINCT 1 FROM customer",
            placement: "same_rows"),
        Row(
            testDescription: "the candidate never comes", planned: "SELECT 1", expected: "SELECT 1",
            budget: "operations: 10000", candidate: endless,
            accuracy: ["strict": 1, "spider": 1, "errors": 0, "not_comparable": 0, "total": 1],
            placement: "not_comparable"),
        Row(
            testDescription: "the answer is refused, which is no matter of budgets", planned: "SELECT code FROM secret",
            expected: "SELECT 1", candidate: all,
            accuracy: ["strict": 0, "spider": 0, "errors": 1, "not_comparable": 0, "total": 1], placement: "error"),
        Row(
            testDescription: "the answer fits exactly", planned: "SELECT id FROM customer LIMIT 2",
            expected: "SELECT id FROM customer WHERE id <= 2",
            accuracy: ["strict": 1, "spider": 1, "errors": 0, "not_comparable": 0, "total": 1], placement: "different"),
    ]

    @Test(arguments: rows)
    func `what a budget leaves unknown is counted apart, and said`(_ row: Row) throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = []
        shop.settings = "cache: off\nshadow: {mini: {sample: 1}}\n"
        try shop.write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "tables: [customer, purchase]",
            "tables: [customer, purchase], budget: {\(row.budget)}")
        func plan(_ sql: String) -> String {
            "[{\"latency_us\":1000,\"content\":\(quoted("{\"tool\":\"sql\",\"sql\":\(quoted(sql))}"))}]"
        }
        let line = """
            {"id":"r-1","at_us":1,"caller":{"tenant":"t"},"question":"?","planner":\(plan(row.planned)),\
            "shadow":{"mini":\(plan(row.candidate))},"expected":{"tool":"sql","sql":\(quoted(row.expected))}}

            """
        let header = try workplace.folder.text("replays/shop/traffic.jsonl").prefix { $0 != "\n" }
        try workplace.folder.write("\(header)\n\(line)", to: "replays/shop/traffic.jsonl")

        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.errors)")
        let scenario = try #require(try workplace.report().scenarios.first)
        #expect(scenario.accuracy["recorded"] == row.accuracy)
        #expect(scenario.shadow["mini"]?.filter { $0.value > 0 } == [row.placement: 1])
        let isUnknown = row.accuracy["not_comparable"] == 1
        let sentence = "1 result of recorded with the right ones can't be compared"
        #expect(run.text.contains(sentence) == isUnknown, "\(run.text)")
        #expect(try workplace.folder.text("reports/summary.md").contains(sentence) == isUnknown)
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("not_comparable.accuracy.recorded") == isUnknown)
        #expect(junit.contains("not_comparable.shadow.mini") == (row.placement == "not_comparable"))
    }

    @Test func `an answer that is cut short and its golden can't be compared`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = [Shop.Request("r-1", "Who?", "SELECT id FROM customer")]
        try shop.write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "tables: [customer, purchase]",
            "tables: [customer, purchase], budget: {rows: 2}")
        try workplace.acceptAll()
        #expect(try workplace.run("replay").code == 0)
        try workplace.edit(
            "replays/shop/traffic.jsonl", "SELECT id FROM customer", "SELECT id FROM customer ORDER BY -id")
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        let scenario = try #require(try workplace.report().scenarios.first)
        #expect(scenario.placements.filter { $0.value > 0 } == ["not_comparable": 1])
        #expect(scenario.found("r-1")?.kinds == ["result", "sql_meaning"])
        #expect(run.text.contains("1 result with the golden's can't be compared"))
    }

    @Test(.enabled(if: Spider.isThere, Spider.missing))
    func `gold as its own planner is right, however large its results are`() throws {
        let spider = try #require(Spider.folder)
        let workplace = try Workplace()
        let folder = workplace.folder
        try FileManager.default.createDirectory(atPath: folder.file("databases"), withIntermediateDirectories: false)
        let writer = PlainSQLite(folder.file("databases/large.sqlite"), isWritable: true)
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
        try #require(
            writer.execute(
                """
                CREATE TABLE reading(id INTEGER PRIMARY KEY, place TEXT, value REAL);
                \(numbers) INSERT INTO reading SELECT i, 'place ' || i % 7, i / 8.0 FROM n;
                """))
        let gold = [
            "SELECT * FROM reading", "SELECT DISTINCT place FROM reading", "SELECT count(*) FROM reading",
            "SELECT count(*) FROM reading a JOIN reading b ON a.id = b.id + 1 JOIN reading c ON c.id = b.id * 2",
            "SELECT a.value FROM reading a WHERE a.value > (SELECT avg(value) FROM reading WHERE place = 'place 3')",
        ]
        let questions = gold.enumerated().map { number, sql in
            "{\"idx\":\(number),\"db_id\":\"large\",\"question\":\"\(number)?\",\"gold_sql\":\(quoted(sql)),\"order_matters\":false}\n"
        }
        let plans = gold.enumerated().map { "{\"idx\":\($0),\"planner\":\"gold\",\"sql\":\(quoted($1))}\n" }
        try folder.write(questions.joined(), to: "questions.jsonl")
        try folder.write(plans.joined(), to: "predictions.jsonl")
        let made = try workplace.run(
            "import", "spider", "--questions", "questions.jsonl", "--predictions", "predictions.jsonl", "--planner",
            "gold", "--databases", "databases", "--arrivals", try #require(Spider.arrivals), "--requests", "5",
            "--output", "replays/large")
        try #require(made.code == 0, "\(made.errors)")
        #expect(try folder.text("replays/large/scenario.yaml").contains("budget: {rows: 50000"))
        #expect(try workplace.run("replay", "large").code == 3)
        let right = ["strict": 5, "spider": 5, "errors": 0, "not_comparable": 0, "total": 5]
        #expect(try workplace.report().scenarios.first?.accuracy["gold"] == right)

        // The gold of all Spider questions.
        let lines = try String(contentsOfFile: spider + "/questions.jsonl", encoding: .utf8).split(separator: "\n")
        let predictions = try lines.map { line in
            let question = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let prediction: [String: Any] = [
                "idx": question["idx"] ?? -1, "planner": "gold", "sql": question["gold_sql"] ?? "",
            ]
            return String(decoding: try JSONSerialization.data(withJSONObject: prediction), as: UTF8.self)
        }
        try folder.write(predictions.joined(separator: "\n"), to: "gold.jsonl")
        try workplace.importSpider("gold", predictions: folder.file("gold.jsonl"))
        #expect(try workplace.run("replay", "spider").code == 3)
        let all = try #require(try workplace.report().scenarios.first?.accuracy["gold"])
        #expect(all == ["strict": 463, "spider": 463, "errors": 0, "not_comparable": 0, "total": 463])
    }
}

/// The text as JSON.
private func quoted(_ text: String) -> String {
    String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
}
