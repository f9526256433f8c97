import Foundation
import Testing

/// Where cases from the field lie; nil when they are absent.
private let field: URL? = {
    let field = Package.folder.deletingLastPathComponent().appending(path: "shared/field").resolvingSymlinksInPath()
    return FileManager.default.fileExists(atPath: field.path) ? field : nil
}()

/// Cases from the field about questions and those who ask them, replayed as they lie there.
@Suite(.enabled(if: field != nil, "needs ../shared/field beside the package, with cases from the field"))
struct FieldQuestionTests {
    private func replay(_ name: String) throws -> Workplace {
        let workplace = try Workplace()
        try workplace.folder.copy(try #require(field).appending(path: name).path, to: "replays/field")
        return workplace
    }

    @Test func `rules in Chinese, Japanese and Thai route and stand in`() throws {
        let workplace = try replay("05-rules-in-chinese")
        #expect(try workplace.run("replay").code == 3)
        let answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(["r-1", "r-2", "r-3"].map { answers[$0]?.sql } == ["SELECT 1", "SELECT 2", "SELECT 3"])
        #expect(answers.count == 3 && answers.values.allSatisfy { $0.outcome == "answered" && $0.source == "rules" })
    }

    @Test func `faults find their questions in them, too`() throws {
        let workplace = try replay("05-rules-in-chinese")
        try workplace.folder.write(
            """
            version: 1
            rules:
              - {name: chinese, target: planner, kind: hang, question: 退货}
              - {name: japanese, target: planner, kind: hang, question: 返品}
              - {name: thai, target: planner, kind: hang, question: คืนสินค้า}
              - {name: none, target: planner, kind: hang, question: 退款}

            """, to: "replays/field/faults.yaml")
        #expect(try workplace.run("replay").code == 3)
        #expect(try workplace.report().scenarios[0].faults.map(\.injected) == [1, 1, 1, 0])
    }

    @Test func `what stands in quotes is data, whose case and blanks count`() throws {
        let workplace = try replay("07-case-inside-quotes")
        let run = try workplace.run("replay")
        #expect(run.code == 3)
        let answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(answers.count == 4 && answers.values.allSatisfy { $0.source == "planner" })
        let accuracy = try workplace.report().scenarios[0].accuracy["gpt-4o"]
        #expect(accuracy?["strict"] == 4 && accuracy?["total"] == 4)

        // Where case is folded on purpose, the first two are one question; blanks in quotes still count.
        try workplace.edit("replays/field/scenario.yaml", "ttl: 5m", "ttl: 5m, fold_case: true")
        #expect(try workplace.run("replay").code == 3)
        let folded = try workplace.answers("reports/field/answers.jsonl")
        #expect(
            ["r-1", "r-2", "r-3", "r-4"].map { folded[$0]?.source } == ["planner", "cache", "planner", "planner"])
    }

    @Test func `a full table of callers gives nobody a second allowance`() throws {
        let workplace = try replay("11-limiter-full-table")
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.text)")
        let answers = try workplace.answers("reports/field/answers.jsonl")
        #expect(["r-1", "r-2", "r-3"].map { answers[$0]?.code ?? "" } == ["", "", "rate_limited"])
        #expect(try workplace.report().scenarios[0].broken == [])
    }
}
