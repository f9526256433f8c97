import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

struct LiveReportTests {
    /// Cases, a gate's bound or none, and what is made of them.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let cases: [LiveCase]
        var atLeast: String?
        var endedBy: LiveScenarioReport.EarlyEnd?
        var isBroken = false
        let verdict: Verdict
        let exitCode: Int32

        init(
            _ name: String, _ cases: [LiveCase], atLeast: String? = nil, endedBy: LiveScenarioReport.EarlyEnd? = nil,
            isBroken: Bool = false, _ verdict: Verdict, _ exitCode: Int32
        ) {
            (testDescription, self.cases, self.atLeast, self.endedBy) = (name, cases, atLeast, endedBy)
            (self.isBroken, self.verdict, self.exitCode) = (isBroken, verdict, exitCode)
        }
    }

    private static func live(_ passes: Int, _ trials: Int, unsafe: Bool = false, required: Bool = false) -> LiveCase {
        PassEstimatesTests.live("r-1", passes: passes, of: trials, unsafe: unsafe, required: required)
    }

    static let rows = [
        Row("always passed", [live(3, 3)], .pass, 0),
        Row("flaky", [live(2, 3)], .drift, 1),
        Row("never passed", [live(0, 3)], .drift, 1),
        Row("nothing to judge by", [live(0, 0)], .missing, 3),
        Row("no case at all", [], .missing, 3),
        Row("flaky within a gate", [live(98, 100)], atLeast: "0.9", .pass, 0),
        Row("below a gate", [live(50, 100)], atLeast: "0.9", .drift, 1),
        Row("too few for a gate", [live(3, 3)], atLeast: "0.9", .inconclusive, 4),
        Row("nothing for a gate", [live(0, 0)], atLeast: "0.9", .inconclusive, 4),
        Row("a required case that is flaky within a gate", [live(98, 100, required: true)], atLeast: "0.9", .drift, 1),
        Row("a required case that nobody asked", [live(0, 0, required: true)], atLeast: "0.9", .drift, 1),
        Row("something unsafe within a gate", [live(99, 100, unsafe: true)], atLeast: "0.9", .drift, 1),
        Row("a broken invariant", [live(3, 3)], isBroken: true, .broken, 2),
        Row("out of time, all well so far", [live(3, 3)], endedBy: .deadline, .inconclusive, 4),
        Row("out of time after a failure", [live(2, 3)], endedBy: .deadline, .drift, 1),
        Row("interrupted", [live(3, 3)], endedBy: .interruption, .inconclusive, 130),
    ]

    private func report(_ row: Row) throws -> LiveReport {
        let scratch = try OutputFolder.scratch()
        let gate = row.atLeast.map { "gates: {live.pass_rate: {at_least: \($0)}}\n" } ?? ""
        try OutputFile.write("SELECT 1;", to: scratch.path + "/a.sql")
        try OutputFile.write("", to: scratch.path + "/traffic.jsonl")
        try OutputFile.write(
            "version: 1\ndatabases: {a: a.sql}\nplanner: {name: p}\n" + gate, to: scratch.path + "/scenario.yaml")
        return LiveReport(scenarios: [
            LiveScenarioReport(
                scenario: try Scenario(path: scratch.path), planner: "main", model: "m", wantedRuns: 3, costs: [],
                cases: row.cases, isBroken: row.isBroken, endedBy: row.endedBy)
        ])
    }

    @Test(arguments: rows)
    func `cases, gate and end make one verdict`(row: Row) throws {
        let report = try report(row)
        #expect(report.verdict == row.verdict, "\(report.words)")
        #expect(report.exitCode == row.exitCode)
        #expect(report.json.contains("\"verdict\": \"\(row.verdict.rawValue)\""))
    }

    @Test(arguments: rows)
    func `what does not always pass is never a passed case`(row: Row) throws {
        let report = try report(row)
        let folder = try OutputFolder.scratch()
        let suite = try report.scenarios[0].junit(fragmentPath: folder.path + "/f.xml")
        let troubled = row.cases.count { $0.standing != .passed || $0.unsafe > 0 }
        #expect(suite.counts.failures + suite.counts.skipped >= troubled)
        // The report is red where the verdict is.
        let isRed = suite.counts.failures > 0
        if row.verdict == .drift { #expect(isRed) }
        if row.verdict == .pass { #expect(!isRed && suite.counts.errors == 0) }
    }

    @Test func `hostile words are no markup`() throws {
        var live = LiveCase(id: "r|<b>`", question: "<script>alert(1)</script> | [x](javascript:1)\u{1B}[31m")
        live.add(LiveJudgement(id: live.id, question: nil, outcome: .failed("result"), isAsked: true, isUnsafe: false))
        let markdown = LiveSummary(try report(Row("hostile", [live], .drift, 1))).markdown
        #expect(!markdown.contains("<script>"))
        #expect(!markdown.contains("[x](javascript"))
        #expect(!markdown.contains("\u{1B}"))
        #expect(markdown.contains("r\\|\\<b\\>\\`"))
    }
}
