import Foundation
import SQLSandbox
import Testing

/// The Spider questions with their gold SQL and the SQL of four real planners.
private enum Spider {
    struct Question: Decodable {
        let index: Int
        let database: String
        let gold: String

        enum CodingKeys: String, CodingKey {
            case index = "idx"
            case database = "db_id"
            case gold = "gold_sql"
        }
    }

    struct Prediction: Decodable {
        let index: Int
        let planner: String
        let sql: String

        enum CodingKeys: String, CodingKey {
            case index = "idx"
            case planner
            case sql
        }
    }

    /// `shared/data/spider` beside the package; nil when it is absent.
    static let folder: URL? = {
        var package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: package.appendingPathComponent("Package.swift").path) {
            guard package.path != "/" else { return nil }
            package.deleteLastPathComponent()
        }
        let folder = package.deletingLastPathComponent().appendingPathComponent("shared/data/spider")
            .resolvingSymlinksInPath()
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func lines<Line: Decodable>(_ name: String, of type: Line.Type) throws -> [Line] {
        let folder = try #require(folder)
        let data = try Data(contentsOf: folder.appendingPathComponent(name))
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
    }

    static func sandboxes(for questions: [Question]) throws -> [String: Sandbox] {
        let folder = try #require(folder)
        let policy = SandboxPolicy(doubleQuotedStrings: true)
        return try Set(questions.map(\.database)).reduce(into: [:]) { sandboxes, name in
            let path = folder.appendingPathComponent("database/\(name).sqlite").path
            sandboxes[name] = try Sandbox(opening: path, policy: policy)
        }
    }
}

@Suite(.enabled(if: Spider.folder != nil, "../shared/data/spider is missing beside the package"))
struct SpiderTests {
    @Test func `every gold statement is approved and runs`() throws {
        let questions = try Spider.lines("questions.jsonl", of: Spider.Question.self)
        let sandboxes = try Spider.sandboxes(for: questions)
        #expect(questions.count == 463)
        for question in questions {
            let sandbox = try #require(sandboxes[question.database])
            #expect(throws: Never.self, "question \(question.index): \(question.gold)") {
                _ = try sandbox.run(sandbox.approve(question.gold, at: noon), at: noon)
            }
        }
    }

    @Test func `as many planned statements fail as SQLite alone lets fail`() throws {
        let questions = try Spider.lines("questions.jsonl", of: Spider.Question.self)
        let sandboxes = try Spider.sandboxes(for: questions)
        let databases = Dictionary(uniqueKeysWithValues: questions.map { ($0.index, $0.database) })
        var errors: [String: Int] = [:]
        for prediction in try Spider.lines("predictions.jsonl", of: Spider.Prediction.self) {
            let sandbox = try #require(databases[prediction.index].flatMap { sandboxes[$0] })
            errors[prediction.planner, default: 0] += 0
            do {
                _ = try sandbox.run(sandbox.approve(prediction.sql, at: noon), at: noon)
            } catch {
                errors[prediction.planner, default: 0] += 1
            }
        }
        #expect(errors == ["dail_sql_gpt4": 7, "c3_sql_gpt35": 0, "gpt4_zero_shot": 8, "llama3_8b": 169])
    }
}
