import ArgumentParser
import Foundation

/// The statement that answers a question of the Spider set.
struct SpiderStatement: Hashable, Decodable {
    let database: String
    let sql: String

    private enum CodingKeys: String, CodingKey {
        case database = "db_id"
        case sql = "gold_sql"
    }

    /// The statements of the file at `path`, one JSON object a line.
    static func read(_ path: String) throws -> [SpiderStatement] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard !lines.isEmpty else { throw ValidationError("\(path) is empty; name the folder of the Spider set") }
        return try lines.map { try JSONDecoder().decode(SpiderStatement.self, from: Data($0.utf8)) }
    }
}
