import Foundation
import Testing

/// `toolrouter chaos` as a person or a CI job runs it.
@Suite struct ChaosTests {
    private func shop() throws -> Workplace {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        return workplace
    }

    @Test func `the same scenarios, seed and number find the same, whatever the number of workers`() throws {
        let workplace = try Workplace.withShippedScenarios()
        var runs: [(text: String, files: [String: Data])] = []
        for jobs in ["1", "2"] {
            let run = try workplace.run(
                "chaos", "oversized-request", "spent-budget", "--seeds", "14", "--plant", "stale-prices", "--jobs", jobs
            )
            #expect(run.code == 2, "\(run.text) \(run.errors)")
            runs.append((run.text, try workplace.folder.bytes("reports")))
        }
        #expect(runs[0].text == runs[1].text)
        #expect(runs[0].files == runs[1].files && runs[0].files.count >= 2)
        let report = try workplace.chaosReport()
        #expect(report.schedules == 14 && report.scenarios.map(\.schedules) == [7, 7])
        #expect(report.planted?.found == true && report.planted?.expected == "costs_add_up")
    }

    @Test func `a run ends with the schedule that brings the last failure that was asked for`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--seeds", "50", "--plant", "stale-prices", "--failures", "1")
        #expect(run.code == 2, "\(run.errors)")
        let report = try workplace.chaosReport()
        let failure = try #require(report.failures.first)
        #expect(report.verdict == "broken" && report.schedules == failure.schedule + 1)
        #expect(failure.symptom.hasPrefix("invariant:costs_add_up") && failure.scenario == "shop")
        #expect(run.text.contains("verdict: 1 failure; the planted stale-prices was found"))
    }

    @Test func `the line of a failure shows it again, alone`() throws {
        let workplace = try shop()
        _ = try workplace.run("chaos", "--seed", "9", "--seeds", "4", "--plant", "stale-prices", "--failures", "1")
        let first = try #require(try workplace.chaosReport().failures.first)
        let again = try workplace.run(
            "chaos", "--seed", "9", "--only", "\(first.schedule)", "--plant", "stale-prices", "--failures", "1")
        #expect(again.code == 2, "\(again.text) \(again.errors)")
        let report = try workplace.chaosReport()
        #expect(report.schedules == 1)
        #expect(report.failures.first?.words == first.words && report.failures.first?.schedule == first.schedule)
    }

    @Test func `the seed is a number, a commit, or drawn and told`() throws {
        let workplace = try shop()
        let commit = "00000000000000ff0123456789abcdef01234567"
        for (given, seed) in [("7", UInt64(7)), (commit, 255)] {
            _ = try workplace.run("chaos", "--seeds", "1", "--seed", given)
            #expect(try workplace.chaosReport().seed == seed)
        }
        let drawn = try workplace.run("chaos", "--seeds", "1", "--seed", "random")
        let seed = try workplace.chaosReport().seed
        #expect(drawn.errors.contains("toolrouter: seed \(seed)\n") && drawn.text.contains("seed: \(seed)\n"))
    }

    @Test func `a time budget ends a run`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--time-budget", "1500ms")
        #expect(run.code == 0 || run.code == 2 || run.code == 4, "\(run.errors)")
        #expect(try workplace.chaosReport().schedules > 0)
    }

    @Test func `no question and no statement is printed or written`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--seeds", "6", "--plant", "stale-prices", "--failures", "100")
        let json = try workplace.folder.text("reports/chaos.json")
        let junit = try workplace.folder.text("reports/chaos-junit.xml")
        for question in Shop().requests.map(\.question) {
            for text in [run.text, run.errors, json, junit] { #expect(!text.contains(question)) }
        }
    }

    @Test func `the json option prints chaos json, and the table is left out`() throws {
        let workplace = try shop()
        let run = try workplace.run("chaos", "--seeds", "2", "--json")
        #expect(try run.text == workplace.folder.text("reports/chaos.json"))
    }

    @Test(.enabled(if: JUnitReport.schema != nil, JUnitReport.missing), arguments: [[], ["--plant", "stale-prices"]])
    func `the schema of JUnit accepts the report`(_ options: [String]) throws {
        let workplace = try shop()
        let run = try BuiltTool.run(["chaos", "--seeds", "3"] + options, in: workplace.folder)
        let path = workplace.folder.file("reports/chaos-junit.xml")
        #expect(try JUnitReport.isValid(path))
        let junit = try JUnitReport(file: path)
        #expect(junit.all("failure").isEmpty == (run.code != 2), "\(run.text)")
        let cases = junit.all("testcase").filter { $0.attributes["classname"] == "shop" }
        #expect(Set(cases.compactMap { $0.attributes["name"] }).isSuperset(of: ["one_answer", "crash", "endless"]))
        #expect(Set(junit.all("testcase").map(\.attributes)).count == junit.all("testcase").count)
    }

    @Test(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing), arguments: [[], ["--plant", "stale-prices"]])
    func `our own schema accepts chaos json`(_ options: [String]) throws {
        let workplace = try shop()
        let seed = ["--seed", "18446744073709551615"]
        let run = try BuiltTool.run(["chaos", "--seeds", "3"] + seed + options, in: workplace.folder)
        #expect([0, 2, 4].contains(run.code), "\(run.errors)")
        try SchemaCheck.expectValid("chaos", [workplace.folder.file("reports/chaos.json")])
    }
}
