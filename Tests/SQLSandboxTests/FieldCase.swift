import Foundation
import Testing

/// A case from the field: databases, and statements that a planner wrote for them.
struct FieldCase {
    static let missing: Comment = "needs ../shared/field beside the package, with cases from the field"

    /// Where the cases lie; nil when they are absent.
    static let parent: URL? = {
        let parent = ThisPackage.folder.deletingLastPathComponent().appending(path: "shared/field")
            .resolvingSymlinksInPath()
        return FileManager.default.fileExists(atPath: parent.path) ? parent : nil
    }()

    /// One request of a case.
    struct Request {
        let id: String
        /// The name of the database, where there are several.
        let database: String?
        let sql: String
    }

    let folder: URL

    init(_ name: String) throws {
        folder = try #require(Self.parent).appending(path: name)
    }

    /// The script that builds a database.
    func script(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// What the planner wrote, in order.
    func requests() throws -> [Request] {
        try String(contentsOf: folder.appending(path: "traffic.jsonl"), encoding: .utf8).split(separator: "\n")
            .dropFirst().map { line in
                let exchange = try JSONDecoder().decode(Exchange.self, from: Data(line.utf8))
                let plan = try JSONDecoder().decode(Plan.self, from: Data(exchange.planner[0].content.utf8))
                return Request(id: exchange.id, database: exchange.database, sql: plan.sql)
            }
    }

    private struct Exchange: Decodable {
        let id: String
        let database: String?
        let planner: [Attempt]
    }

    private struct Attempt: Decodable {
        let content: String
    }

    private struct Plan: Decodable {
        let sql: String
    }
}
