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

    /// What each request of a case comes to: its outcome, or the code of its error; several where any of them is right.
    struct Ends: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let name: String
        let ends: [String: [String]]
    }

    @Test(arguments: [
        Ends(
            testDescription: "a path of 100,000 steps in JSON", name: "guard-01-json-path-too-deep",
            ends: [
                "r-0001": ["execution_budget", "sql_failed", "sql_too_complex"], "r-0002": ["answered"],
                "r-0003": ["answered"],
            ]),
        Ends(
            testDescription: "10,000 names in wide tables", name: "guard-03-names-of-a-wide-expression",
            ends: ["r-0001": ["sql_too_complex"], "r-0002": ["answered"]]),
        Ends(
            testDescription: "names of columns that are megabytes", name: "guard-07-names-of-columns",
            ends: [
                "r-0001": ["sql_too_complex", "sql_too_long"], "r-0008": ["sql_too_complex", "sql_too_long"],
                "r-0009": ["answered"],
            ]),
        Ends(
            testDescription: "sums of sums", name: "guard-21-sums-of-sums",
            ends: [
                "r-0001": ["sql_too_complex", "sql_too_long"], "r-0002": ["answered"], "r-0003": ["answered"],
            ]),
    ])
    func `a statement that ended the process, or took minutes, ends with a code`(_ field: Ends) throws {
        let answers = try replay(field.name).answers("reports/field/answers.jsonl")
        for (id, right) in field.ends.sorted(by: { $0.key < $1.key }) {
            let answer = try #require(answers[id])
            #expect(right.contains(answer.code ?? answer.outcome), "\(id): \(answer.code ?? answer.outcome)")
        }
    }

    @Test func `memory that one statement takes decides nothing about another`() throws {
        let answers = try replay("guard-09-memory-decides-by-chance").answers("reports/field/answers.jsonl")
        let ends = (61...90).compactMap { answers["r-00\($0)"].map { $0.code ?? $0.outcome } }
        #expect(ends.count == 30)
        #expect(Set(ends).count == 1, "\(Set(ends))")
    }
}
