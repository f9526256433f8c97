import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// A small Spider in a folder of its own, removed at the end.
final class SpiderFixture {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "toolrouter-spider-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/databases", withIntermediateDirectories: true)
        try write(
            "questions.jsonl",
            """
            {"idx": 3, "db_id": "cars", "db_path": "x", "question": "How many?", "gold_sql": "SELECT 1", "order_matters": false}
            {"idx": 9, "db_id": "pets", "question": "Which?", "gold_sql": "SELECT 2", "order_matters": true, "gold_rows": 1}
            {"idx": 11, "db_id": "cars", "question": "Where?", "gold_sql": "SELECT 3", "order_matters": false}

            """)
        try write(
            "predictions.jsonl",
            """
            {"idx": 3, "planner": "good", "sql": "SELECT \\"a\\"  ;"}
            {"idx": 9, "planner": "good", "sql": "SELECT 2"}
            {"idx": 11, "planner": "good", "sql": ""}
            {"idx": 3, "planner": "bad", "sql": "SELEC"}
            {"idx": 9, "planner": "bad", "sql": "SELECT 4"}
            {"idx": 11, "planner": "bad", "sql": "SELECT 5"}
            {"idx": 3, "planner": "unfinished", "sql": "SELECT 6"}

            """)
        try write(
            "arrivals.csv",
            """
            TIMESTAMP,ContextTokens,GeneratedTokens\r
            2023-11-16 18:15:46.6805909,374,44\r
            2023-11-16 18:15:50.9951690,396,109
            """)
        try write("databases/cars.sqlite", "cars")
        try write("databases/pets.sqlite", "pets")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ content: String) throws {
        try Data(content.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    func files(_ name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(name)").sorted()
    }

    func spiderImport(
        planner: String = "good", shadow: [String] = [], requests: Int = 5, users: Int = 4, seed: UInt64 = 7,
        output: String = "out"
    ) -> SpiderImport {
        SpiderImport(
            questions: path + "/questions.jsonl", predictions: path + "/predictions.jsonl", planner: planner,
            shadow: shadow, databases: path + "/databases", arrivals: path + "/arrivals.csv", requests: requests,
            users: users, seed: seed, output: "\(path)/\(output)")
    }

    static func exchanges(_ path: String) throws -> [RecordedExchange] {
        let reader = try RecordingReader(path: path)
        var exchanges = [RecordedExchange]()
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return exchanges
    }
}
