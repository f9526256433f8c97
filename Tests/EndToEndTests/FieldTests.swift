import Foundation
import Testing

/// Where cases from the field lie; nil when they are absent.
private let field: URL? = {
    let field = Package.folder.deletingLastPathComponent().appending(path: "shared/field").resolvingSymlinksInPath()
    return FileManager.default.fileExists(atPath: field.path) ? field : nil
}()

/// Cases from the field, replayed as they lie there.
@Suite(.enabled(if: field != nil, "needs ../shared/field beside the package, with cases from the field"))
struct FieldTests {
    private func replay(_ name: String) throws -> Workplace {
        let workplace = try Workplace()
        let folder = try #require(field).appending(path: name)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file != "expected.md" {
            try workplace.folder.write(
                String(contentsOf: folder.appending(path: file), encoding: .utf8), to: "replays/field/\(file)")
        }
        let run = try workplace.run("replay")
        try #require(run.code == 3, "\(run.errors)")
        return workplace
    }

    @Test func `statistics of a denied column decide nothing`() throws {
        let answers = try replay("guard-13-statistics-decide").answers("reports/field/answers.jsonl")
        #expect(answers.count == 4 && answers.values.allSatisfy { $0.outcome == "answered" })
    }

    @Test func `the names of a denied table are not told`() throws {
        let workplace = try replay("guard-15-names-of-a-denied-table")
        let answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(answers.count == 13)
        for (id, answer) in answers {
            let codes = id == "r-0013" ? ["sql_invalid"] : ["table_denied", "sql_not_read_only"]
            #expect(codes.contains(answer.code ?? ""), "\(id): \(answer.code ?? "")")
        }
    }

    @Test func `a comment that swallows a condition is no white space`() throws {
        let workplace = try replay("guard-17-comment-swallows-a-condition")
        let scenario = try #require(try workplace.report().scenarios.first)
        let placements = try #require(scenario.shadow["mini"])
        #expect(placements.filter { $0.value > 0 } == ["same_text": 1, "different": 2])
        #expect(scenario.accuracy["mini"]?["strict"] == 1 && scenario.accuracy["mini"]?["total"] == 3)
    }

    @Test func `an expression that is named like a denied table is no table`() throws {
        let workplace = try replay("guard-19-expression-named-like-a-denied-table")
        let answers = try workplace.answers("reports/field/answers.jsonl")
        let ends = answers.sorted { $0.key < $1.key }.map { $0.value.code ?? $0.value.outcome }
        #expect(ends == ["answered", "answered", "table_denied", "table_denied"])
    }
}
