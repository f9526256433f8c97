import Foundation
import SQLSandbox
import Testing
import ToolRouter

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
    static let folder = ThisPackage.data?.appending(path: "spider")

    static func lines<Line: Decodable>(_ name: String, of type: Line.Type) throws -> [Line] {
        let folder = try #require(folder)
        let data = try Data(contentsOf: folder.appendingPathComponent(name))
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
    }

    static func sandboxes(for questions: [Question]) throws -> [String: Sandbox] {
        let policy = SandboxPolicy(doubleQuotedStrings: true)
        return try Set(questions.map(\.database)).reduce(into: [:]) { sandboxes, name in
            sandboxes[name] = try Sandbox(opening: path(of: name), policy: policy)
        }
    }

    static func path(of database: String) throws -> String {
        try #require(folder).appendingPathComponent("database/\(database).sqlite").path
    }
}

@Suite(.enabled(if: Spider.folder != nil, "../shared/data/spider is missing beside the package"))
struct SpiderTests {
    @Test func `every gold statement is approved and runs`() throws {
        let questions = try Spider.lines("questions.jsonl", of: Spider.Question.self)
        let sandboxes = try Spider.sandboxes(for: questions)
        #expect(questions.count == 463)
        var (rejected, units) = (0, 0)
        for question in questions {
            do {
                units = max(units, try Self.answer(question.gold, sandboxes[question.database])?.units ?? 0)
            } catch {
                rejected += 1
                Issue.record("question \(question.index): \(error): \(question.gold)")
            }
        }
        print("false rejection, gold: \(rejected) of \(questions.count); the costliest takes \(units) units")
        #expect(units < ExecutionBudget().operations / 5)
    }

    @Test func `every planned statement that SQLite runs is approved and runs`() throws {
        let questions = try Spider.lines("questions.jsonl", of: Spider.Question.self)
        let sandboxes = try Spider.sandboxes(for: questions)
        let plain = try Dictionary(
            uniqueKeysWithValues: sandboxes.keys.map { ($0, try PlainSQLite(Spider.path(of: $0))) })
        let databases = Dictionary(uniqueKeysWithValues: questions.map { ($0.index, $0.database) })
        var (errors, rejected, valid, units): ([String: Int], Int, Int, Int) = ([:], 0, 0, 0)
        for prediction in try Spider.lines("predictions.jsonl", of: Spider.Prediction.self) {
            let database = try #require(databases[prediction.index])
            let isValid = plain[database]?.runs(prediction.sql) == true
            let answer = try? Self.answer(prediction.sql, sandboxes[database])
            let isAccepted = answer != nil
            units = max(units, answer?.units ?? 0)
            #expect(!isAccepted || isValid, "SQLite fails on \(prediction.sql)")
            valid += isValid ? 1 : 0
            errors[prediction.planner, default: 0] += isAccepted ? 0 : 1
            if isValid, !isAccepted {
                rejected += 1
                Issue.record("rejected: \(prediction.sql)")
            }
        }
        print("false rejection, predictions: \(rejected) of \(valid); the costliest takes \(units) units")
        #expect(units < ExecutionBudget().operations / 5)
        #expect(errors == ["dail_sql_gpt4": 7, "c3_sql_gpt35": 0, "gpt4_zero_shot": 8, "llama3_8b": 169])
    }

    private static func answer(_ sql: String, _ sandbox: Sandbox?) throws -> StatementResult? {
        guard let sandbox else { return nil }
        return try sandbox.execute(sandbox.approve(sql, at: noon), at: noon)
    }
}
