import Foundation
import Testing

/// The Spider questions and what four real planners answered; they lie beside the package, not in it.
enum Spider {
    static let missing: Comment = "needs ../shared/data beside the package: Spider, and an arrival trace"

    static let folder = Package.shared("data/spider")
    static let arrivals = Package.shared("data/AzureLLMInferenceTrace_conv.csv")
    static var isThere: Bool { folder != nil && arrivals != nil }

    struct Question: Decodable {
        let index: Int
        let database: String
        let orderMatters: Bool

        enum CodingKeys: String, CodingKey {
            case index = "idx"
            case database = "db_id"
            case orderMatters = "order_matters"
        }
    }

    struct Prediction: Decodable {
        let index: Int
        let planner: String
        let sql: String

        enum CodingKeys: String, CodingKey {
            case index = "idx"
            case planner, sql
        }
    }

    static func questions() throws -> [Question] { try lines("questions.jsonl") }

    /// What `planner` proposed, by the index of the question.
    static func statements(of planner: String) throws -> [Int: String] {
        let predictions: [Prediction] = try lines("predictions.jsonl")
        return predictions.filter { $0.planner == planner }.reduce(into: [:]) { $0[$1.index] = $1.sql }
    }

    static func predictions() throws -> String {
        try String(contentsOfFile: #require(folder) + "/predictions.jsonl", encoding: .utf8)
    }

    private static func lines<Line: Decodable>(_ name: String) throws -> [Line] {
        let text = try String(contentsOfFile: #require(folder) + "/" + name, encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}

extension Workplace {
    /// Imports the questions, as `planner` answered them, as the scenario `spider`.
    func importSpider(
        _ planner: String, shadows: [String] = [], predictions: String? = nil, requests: Int = 463
    ) throws {
        let spider = try #require(Spider.folder)
        let run = try BuiltTool.run(
            [
                "import", "spider", "--questions", spider + "/questions.jsonl",
                "--predictions", predictions ?? spider + "/predictions.jsonl", "--planner", planner,
                "--databases", spider + "/database", "--arrivals", #require(Spider.arrivals),
                "--requests", "\(requests)", "--users", "50", "--seed", "1", "--output", "replays/spider",
            ] + shadows.flatMap { ["--shadow", $0] }, in: folder)
        try #require(run.code == 0, "\(run.errors)")
    }
}
