import Foundation
import Testing

/// The accuracy of four real planners, counted by replaying what they answered.
@Suite(.enabled(if: Spider.isThere, Spider.missing))
struct SpiderAccuracyTests {
    /// What `shared/data/README.md` says of a planner.
    struct Figures: CustomTestStringConvertible, Sendable {
        let planner: String
        let strict: Int
        let spider: Int
        let errors: Int

        var testDescription: String { planner }
        var all: [String: Int] {
            ["strict": strict, "spider": spider, "errors": errors, "not_comparable": 0, "total": 463]
        }
    }

    static let figures = [
        Figures(planner: "dail_sql_gpt4", strict: 382, spider: 401, errors: 7),
        Figures(planner: "c3_sql_gpt35", strict: 372, spider: 404, errors: 0),
        Figures(planner: "gpt4_zero_shot", strict: 325, spider: 344, errors: 8),
        Figures(planner: "llama3_8b", strict: 196, spider: 212, errors: 169),
    ]

    @Test(arguments: figures)
    func `a replay counts the accuracy of the planner it replays`(_ figures: Figures) throws {
        let workplace = try Workplace()
        try workplace.importSpider(figures.planner)
        #expect(try workplace.run("replay", "spider").code == 3)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.requests == 463)
        #expect(scenario.accuracy == [figures.planner: figures.all])
    }

    /// Were the figures known by the planner's name, they would stay.
    @Test func `when two planners swap their answers, they swap their figures`() throws {
        let workplace = try Workplace()
        let swapped = try Spider.predictions()
            .replacingOccurrences(of: "\"c3_sql_gpt35\"", with: "\"other\"")
            .replacingOccurrences(of: "\"llama3_8b\"", with: "\"c3_sql_gpt35\"")
            .replacingOccurrences(of: "\"other\"", with: "\"llama3_8b\"")
        try workplace.folder.write(swapped, to: "swapped.jsonl")
        try workplace.importSpider(
            "llama3_8b", shadows: ["c3_sql_gpt35"], predictions: workplace.folder.file("swapped.jsonl"))
        try workplace.run("replay", "spider")
        #expect(
            try workplace.report().scenarios[0].accuracy
                == ["llama3_8b": Self.figures[1].all, "c3_sql_gpt35": Self.figures[3].all])
    }

    /// A right answer is only right against the truth in the recording.
    @Test func `without the expected answers there is no accuracy`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4")
        let recording = try workplace.folder.text("replays/spider/traffic.jsonl")
        try workplace.folder.write(
            recording.replacing(/,"expected":\{[^\n]*\}\}\n/) { _ in "}\n" }, to: "replays/spider/traffic.jsonl")
        #expect(try workplace.run("replay", "spider").code == 3)
        #expect(try workplace.report().scenarios[0].accuracy == [:])
    }

    @Test func `candidates are placed beside the planner and judged, and change no answer`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: ["gpt4_zero_shot", "c3_sql_gpt35", "llama3_8b"])
        try workplace.run("replay", "spider")
        let scenario = try workplace.report().scenarios[0]
        let expected = [
            "gpt4_zero_shot": [101, 241, 106, 15], "c3_sql_gpt35": [109, 275, 72, 7],
            "llama3_8b": [88, 107, 96, 172],
        ]
        #expect(scenario.shadow.mapValues(\.inFour) == expected)
        #expect(
            scenario.accuracy == Dictionary(uniqueKeysWithValues: Self.figures.map { ($0.planner, $0.all) }))
        let answers = try workplace.linesWithoutCandidates("reports/spider/answers.jsonl")
        #expect(answers.count == 463)

        try workplace.importSpider("dail_sql_gpt4")
        try workplace.run("replay", "spider")
        #expect(try workplace.report().scenarios[0].shadow == [:])
        #expect(try workplace.linesWithoutCandidates("reports/spider/answers.jsonl") == answers)
    }

    @Test func `only the candidate that was asked for is placed`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: ["gpt4_zero_shot", "llama3_8b"])
        #expect(try workplace.run("replay", "spider", "--shadow", "llama3_8b").code == 3)
        #expect(try workplace.report().scenarios[0].shadow.mapValues(\.inFour) == ["llama3_8b": [88, 107, 96, 172]])
    }

    @Test func `a candidate that was never recorded is bad input, and those that were are named`() throws {
        let workplace = try Workplace()
        try workplace.importSpider("dail_sql_gpt4", shadows: ["gpt4_zero_shot", "llama3_8b"], requests: 10)
        let misspelt = try workplace.run("replay", "spider", "--shadow", "lama3_8b")
        #expect(misspelt.code == 65)
        #expect(misspelt.errors.contains("gpt4_zero_shot, llama3_8b"))
    }
}

extension [String: Int] {
    /// Same text; other text with the same program or rows; different; error.
    var inFour: [Int] {
        [
            self["same_text"] ?? -1, (self["same_program"] ?? -1) + (self["same_rows"] ?? -1),
            self["different"] ?? -1, self["error"] ?? -1,
        ]
    }
}
