import Foundation
import Testing

/// Which of two real planners is better, counted by replaying what they answered.
@Suite(.enabled(if: Spider.isThere, Spider.missing))
struct SpiderPairsTests {
    /// What `Scripts/statistics-check --spider` counts with Python's sqlite3 and SciPy, beside dail_sql_gpt4.
    struct Figures: CustomTestStringConvertible, Sendable {
        let candidate: String
        let strict: [Int]
        let strictP: Double
        let spider: [Int]
        let spiderP: Double
        /// What `shared/data/README.md` says: same text or same rows, different rows, error.
        let placed: [Int]
        /// Pairs whose lower-cased texts are the same and whose rows are not: there the case of a literal tells.
        let literals: Int

        var testDescription: String { candidate }
    }

    static let figures = [
        Figures(
            candidate: "gpt4_zero_shot", strict: [309, 73, 16, 65], strictP: 7.237363065075456e-10,
            spider: [324, 77, 20, 42], spiderP: 4.590760083258195e-09, placed: [101 + 241, 106, 15], literals: 0),
        Figures(
            candidate: "c3_sql_gpt35", strict: [348, 34, 24, 57], strictP: 0.23704711476271959,
            spider: [373, 28, 31, 31], spiderP: 0.794843653982861, placed: [109 + 275, 72, 7], literals: 0),
        Figures(
            candidate: "llama3_8b", strict: [182, 200, 14, 67], strictP: 2.561415354674913e-43,
            spider: [208, 193, 4, 58], spiderP: 6.1868280955315236e-52, placed: [89 + 107, 95, 172], literals: 1),
    ]

    @Test func `pairs and McNemar are those that Python and SciPy count, and placements those of the data`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: Self.figures.map(\.candidate))
        let run = try workplace.run("replay", "spider")
        let scenario = try workplace.report().scenarios[0]
        for figures in Self.figures {
            let candidate = try #require(scenario.candidates[figures.candidate])
            let pairs = try #require(candidate.pairs)
            #expect(pairs.strict.inFour == figures.strict && pairs.spider.inFour == figures.spider, "\(figures)")
            #expect(pairs.strict.notComparable == 0 && pairs.spider.notComparable == 0)
            // The report has seven digits.
            #expect(abs(pairs.strict.p / figures.strictP - 1) < 1e-6, "\(figures): \(pairs.strict.p)")
            #expect(abs(pairs.spider.p / figures.spiderP - 1) < 1e-6, "\(figures): \(pairs.spider.p)")

            let placed = candidate.placements.inFour
            #expect(
                [placed[0] + placed[1] + figures.literals, placed[2] - figures.literals, placed[3]] == figures.placed)
        }
        #expect(
            run.text.contains(
                "spider: gpt4_zero_shot strictly right: 325 of 463, the planner 382: -12.3 points (95 %: -16.3 to -8.6), "
                    + "16 better and 73 worse, p < 0.0001"), "\(run.text)")
        #expect(try workplace.folder.text("reports/summary.md").contains("24 better and 34 worse, p = 0.2370"))
    }

    @Test func `gates tell worse, not worse and inconclusive`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: ["gpt4_zero_shot", "c3_sql_gpt35"])
        try workplace.folder.write(
            try workplace.folder.text("replays/spider/scenario.yaml") + """

                gates:
                  shadow.gpt4_zero_shot: {not_worse: {alpha: 0.05, margin: 0.02}}
                  shadow.c3_sql_gpt35: {not_worse: {alpha: 0.05, margin: 0.02}}
                  shadow.llama3_8b: {not_worse: {margin: 0.02}}

                """, to: "replays/spider/scenario.yaml")
        let run = try workplace.run("replay", "spider")
        #expect(run.code == 1, "\(run.errors)")
        #expect(
            try workplace.report().scenarios[0].gates.map { "\($0.metric) \($0.outcome)" } == [
                "shadow.c3_sql_gpt35 inconclusive", "shadow.gpt4_zero_shot failed", "shadow.llama3_8b inconclusive",
            ])
    }
}

extension DriftReport.Outcomes {
    /// Both, the current planner alone, the candidate alone, neither.
    fileprivate var inFour: [Int] { [both, onlyCurrent, onlyCandidate, neither] }
}
