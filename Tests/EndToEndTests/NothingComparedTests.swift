import Foundation
import Testing

/// Inputs with nothing in them to replay or to compare with.
@Suite struct NothingComparedTests {
    private static let header = """
        {"format":"toolrouter-recording","version":1,"source":"a test","epoch":"2026-11-20T09:00:00Z"}

        """

    @Test(arguments: [header, header + "\n \n", String(header.dropLast())])
    func `a recording without a request is refused`(_ recording: String) throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(recording, to: "replays/shop/traffic.jsonl")
        try workplace.expectFault(
            """
            replays/shop/traffic.jsonl: found no request, expected at least one behind the header; record some, or take \
            the file out of the scenario
            """)
        let alone = try workplace.run("check", "replays/shop/traffic.jsonl")
        #expect(alone.code == 65 && alone.errors.contains("found no request"))
    }

    @Test func `one empty recording of two is refused`() throws {
        var shop = Shop()
        shop.settings = "traffic: [traffic.jsonl, more.jsonl]\n"
        let workplace = try Workplace()
        try shop.write(to: workplace)
        try workplace.folder.write(Self.header, to: "replays/shop/more.jsonl")
        for command in ["check", "replay"] {
            let run = try workplace.run(command)
            #expect(run.code == 65 && run.errors.contains("more.jsonl: found no request"), "\(run.errors)")
        }
    }

    @Test func `a golden without an answer is refused`() throws {
        let workplace = try Shop().accepted()
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        try workplace.folder.write(header + "\n", to: "goldens/shop/answers.jsonl")
        try workplace.edit(
            "replays/shop/scenario.yaml", "version: 1", "version: 1\ndrift: {information: [new, missing]}")
        try workplace.expectFault(
            """
            goldens/shop/answers.jsonl: found no answer, expected at least one behind the header; restore the golden, or \
            make it again with `toolrouter accept`
            """)
    }

    @Test func `a golden that shares no request with the run compares nothing`() throws {
        var shop = Shop()
        shop.settings = "drift: {information: [new, missing, sql_text]}\n"
        let workplace = try shop.accepted()
        for number in shop.requests.indices { shop.requests[number].id = "q-\(number)" }
        try shop.write(to: workplace)
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.text)")
        #expect(run.text.contains("nothing compared"))
    }

    @Test func `a pending golden without an answer is not accepted`() throws {
        let workplace = try Shop().accepted()
        let golden = try workplace.folder.bytes("goldens")
        let header = try workplace.folder.text("goldens/shop/answers.jsonl").prefix { $0 != "\n" }
        try workplace.folder.write(header + "\n", to: "goldens/shop/answers.jsonl.new")
        try workplace.folder.copy(
            workplace.folder.file("goldens/shop/totals.json"), to: "goldens/shop/totals.json.new")
        let run = try workplace.run("accept", "--reason", "none")
        #expect(run.code == 65 && run.errors.contains("answers.jsonl.new: found no answer"), "\(run.errors)")
        for (file, bytes) in golden { #expect(try workplace.folder.bytes("goldens")[file] == bytes) }
    }

    @Test func `the last answer of a golden is not accepted away`() throws {
        var shop = Shop()
        shop.requests = [shop.requests[0]]
        let workplace = try shop.accepted()
        shop.requests[0].id = "q-1"
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        let run = try workplace.run("accept", "shop", "--id", "r-1", "--reason", "gone")
        #expect(
            run.code == 65 && run.errors.contains("nothing of the golden would be left"), "\(run.text)\(run.errors)")
        #expect(try workplace.answers("goldens/shop/answers.jsonl").keys.sorted() == ["r-1"])
    }

    /// An expected statement that says nothing about an answer.
    struct Truth: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sql: String
        let says: String
        var settings = ""
    }

    static let truths = [
        Truth(testDescription: "a syntax error", sql: "SELEC count(*) FROM customer", says: "the guard refuses it"),
        Truth(testDescription: "a table that is none", sql: "SELECT * FROM custmer", says: "custmer"),
        Truth(testDescription: "a denied table", sql: "SELECT code FROM secret", says: "table_denied"),
        Truth(testDescription: "two statements", sql: "SELECT 1; SELECT 2", says: "the guard refuses it"),
        Truth(testDescription: "a statement that writes", sql: "DELETE FROM customer", says: "the guard refuses it"),
        Truth(
            testDescription: "a statement that fails", sql: "SELECT json_extract('{', '$.a') FROM customer",
            says: "it fails"),
        Truth(
            testDescription: "a statement that does not end",
            sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            says: "does not end within `sql.budget`"),
        Truth(
            testDescription: "rows beyond the budget", sql: "SELECT a.id FROM customer a, customer b",
            says: "more than `sql.budget` allows"),
    ]

    @Test(arguments: truths)
    func `an expected statement that can't be compared with is said, and is no pass`(_ truth: Truth) throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = [shop.requests[0], shop.requests[1]]
        try shop.write(to: workplace)
        try workplace.edit(
            "replays/shop/scenario.yaml", "purchase]}", "purchase], budget: {rows: 8, operations: 100000}}")
        try workplace.acceptAll()
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"id\":\"r-2\",",
            "\"id\":\"r-2\",\"expected\":{\"tool\":\"sql\",\"sql\":\"\(truth.sql)\"},")

        let check = try workplace.run("check")
        #expect(check.code == 65)
        #expect(check.errors.contains("replays/shop/traffic.jsonl:3: the expected statement of r-2 can't be compared"))
        #expect(check.errors.contains(truth.says), "\(check.errors)")
        let replay = try workplace.run("replay")
        #expect(replay.code == 3, "\(replay.text)")
        #expect(replay.text.contains("shop r-2: its expected statement can't be compared with"))
        #expect(replay.text.contains(truth.says), "\(replay.text)")
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.verdict == "missing" && scenario.unusableTruths == 1)
        #expect(try workplace.folder.text("reports/summary.md").contains("**1 expected statement** can't be compared"))
        #expect(try workplace.folder.text("reports/junit.xml").contains("<testcase name=\"expected\""))
    }

    @Test func `an expected statement of a database that is not said is said`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = [shop.requests[0]]
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "{shop: shop.sql}", "{shop: shop.sql, other: shop.sql}")
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"id\":\"r-1\",",
            "\"id\":\"r-1\",\"expected\":{\"tool\":\"sql\",\"sql\":\"SELECT 1\"},")
        let run = try workplace.run("check")
        #expect(run.code == 65 && run.errors.contains("names no database"), "\(run.errors)")
    }
}
