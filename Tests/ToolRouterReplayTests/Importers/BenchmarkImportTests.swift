import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Questions, predictions, databases and arrivals as the projects ship them.
@Suite struct BenchmarkImportTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
        try fixture.write(
            "arrivals.csv",
            """
            {"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}
            {"timestamp": 0, "input_length": 7322, "output_length": 490, "hash_ids": []}
            {"timestamp": 3052, "input_length": 1, "output_length": 2}

            """)
    }

    private func exchanges(requests: Int) throws -> [RecordedExchange] {
        _ = try fixture.spiderImport(requests: requests).run { _ in }
        return try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl")
    }

    @Test func `Spider's dev json, predictions in lines and a folder for each database`() throws {
        try fixture.write(
            "questions.jsonl",
            """
            [{"db_id": "cars", "query": "SELECT a FROM b ORDER BY c", "query_toks": ["SELECT"], "question": "Which?",
              "sql": {"from": {"conds": []}}},
             {"db_id": "pets", "query": "SELECT 1", "question": "How many?"}]
            """)
        try fixture.write("predictions.jsonl", "SELECT 3\tcars\nSELECT 4\n")
        try FileManager.default.moveItem(
            atPath: fixture.path + "/databases/pets.sqlite", toPath: fixture.path + "/pets")
        try FileManager.default.createDirectory(
            atPath: fixture.path + "/databases/pets", withIntermediateDirectories: false)
        try FileManager.default.moveItem(
            atPath: fixture.path + "/pets", toPath: fixture.path + "/databases/pets/pets.sqlite")
        let exchanges = try exchanges(requests: 3)
        #expect(exchanges.map(\.question) == ["Which?", "How many?", "Which?"])
        #expect(exchanges.map { $0.expected?.orderMatters } == [true, false, true])
        #expect(exchanges.map(\.atMicroseconds) == [0, 0, 3_052_000])
        #expect(
            exchanges[1].planner.first?.outcome
                == .reply(
                    content: #"{"tool":"sql","sql":"SELECT 4"}"#, usage: TokenUsage(input: 7_322, output: 490),
                    finishReason: "stop"))
        #expect(try fixture.files("out/databases") == ["cars.sqlite", "pets.sqlite"])
    }

    @Test func `BIRD's dev json and predictions`() throws {
        try fixture.write(
            "questions.jsonl",
            #"[{"question_id": 7, "db_id": "cars", "question": "Which?", "evidence": "fast means > 200", "SQL": "SELECT 1", "difficulty": "simple"}]"#
        )
        try fixture.write("predictions.jsonl", #"{"0": "SELECT 5\t----- bird -----\tcars"}"#)
        let exchange = try #require(exchanges(requests: 1).first)
        #expect(exchange.question == "Which?\nfast means > 200" && exchange.expected?.sql == "SELECT 1")
        #expect(
            exchange.planner.first?.outcome
                == .reply(
                    content: #"{"tool":"sql","sql":"SELECT 5"}"#, usage: TokenUsage(input: 6_758, output: 500),
                    finishReason: "stop"))
    }

    /// A line of `pred.sql` about the database `cars`, and its statement.
    @Test(arguments: [
        ("SELECT 3", "SELECT 3"), ("SELECT 3\tcars", "SELECT 3"), ("SELECT 'a\tb'\tcars", "SELECT 'a\tb'"),
        ("SELECT 'a\tb'", "SELECT 'a\tb'"), ("SELECT\t3", "SELECT\t3"),
        ("SELECT 3 AS\tcars\tcars", "SELECT 3 AS\tcars"),
        ("SELECT 3\tpets", "SELECT 3\tpets"), ("\tcars", ""),
    ])
    func `the last field of a prediction is taken off where it is the question's database`(
        _ row: (line: String, sql: String)
    ) throws {
        try fixture.write("questions.jsonl", #"[{"db_id": "cars", "query": "SELECT 1", "question": "Which?"}]"#)
        try fixture.write("predictions.jsonl", row.line + "\n")
        guard case .reply(let content, _, _) = try exchanges(requests: 1).first?.planner.first?.outcome else {
            Issue.record("no reply")
            return
        }
        var writer = JSONWriter()
        writer.string(row.sql)
        #expect(content == #"{"tool":"sql","sql":\#(writer.text)}"#)
    }

    static let orders = [
        ("SELECT a FROM b ORDER BY c", true), ("select a from b order\n/* x */ by c", true),
        ("SELECT a FROM (SELECT b FROM c ORDER BY d LIMIT 1)", false), ("SELECT 'ORDER BY' FROM b", false),
        ("SELECT rank() OVER (ORDER BY a) FROM b", false), ("SELECT a FROM b -- ORDER BY c", false),
        ("SELECT a FROM b UNION SELECT c FROM d ORDER BY 1", true), ("SELECT \"order\" FROM by", false),
        ("WITH x AS (SELECT a FROM b ORDER BY a) SELECT a FROM x", false), ("SELECT order_by FROM t", false),
    ]

    @Test(arguments: orders)
    func `order matters where the whole statement asks for it`(_ row: (sql: String, matters: Bool)) {
        #expect(OuterOrder.isThere(in: row.sql) == row.matters)
    }

    static let broken = [
        ("questions.jsonl", "[]", ": found an empty list, expected at least one question; name another file"),
        (
            "questions.jsonl", "[{\"db_id\":\"../x\",\"question\":\"q\",\"query\":\"s\"}]",
            ":1: field `db_id`: found \"../x\", expected the name of a database file without its ending; correct the name"
        ),
        (
            "questions.jsonl", "[\n{\"db_id\":\"cars\",\"question\":\"q\"}]",
            ":2: field `query`: found nothing, expected a text; correct or remove question 0"
        ),
        (
            "predictions.jsonl", "{\"0\": \"SELECT 1\", \"x\": 2}",
            ":1: field `x`: found the number 2, expected the number of a question and a statement; correct or remove the prediction"
        ),
        (
            "arrivals.csv", "{\"timestamp\":0.5,\"input_length\":1,\"output_length\":1}",
            ":1: field `timestamp`: found the number 0.5, expected a whole number from 0 to 31622400000; correct or remove the line"
        ),
        (
            "arrivals.csv",
            "{\"timestamp\":5,\"input_length\":1,\"output_length\":1}\n{\"timestamp\":4,\"input_length\":1,\"output_length\":1}",
            ":2: field `timestamp`: found a moment before the one of the line above, expected arrivals in order of time; sort the trace"
        ),
    ]

    @Test(arguments: broken)
    func `what is broken is said with its place`(_ row: (file: String, text: String, message: String)) throws {
        try fixture.write(row.file, row.text)
        let error = #expect(throws: FileError.self) { try exchanges(requests: 2) }
        #expect(error?.description == "\(fixture.path)/\(row.file)\(row.message)")
    }
}
