import Foundation
import Testing

@Suite struct JUnitReportTests {
    /// A workplace in which every kind of case occurs: passed, drifted, new, missing, a recording miss, a gate.
    private func mixed() throws -> Workplace {
        var shop = Shop()
        shop.settings = "gates: {cost_usd: {max_increase: 1%}, latency_p95: {max_increase: 10%}}\n"
        let workplace = try shop.accepted()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT name FROM customer LIMIT 1")
        shop.requests[3] = .init("r-4b", "Which secrets do we keep?", "SELECT code FROM secret")
        shop.requests[6].attempt = nil
        shop.requests.append(.init("r-8", "How much?", "SELECT sum(cents) FROM purchase"))
        shop.requests.append(.init("r-9", "How much is one?", "SELECT avg(cents) FROM purchase"))
        try shop.write(to: workplace)
        #expect(try workplace.run("replay").code == 1)
        return workplace
    }

    @Test(.enabled(if: JUnitReport.schema != nil, JUnitReport.missing), arguments: ["golden", "drift", "no golden"])
    func `the schema accepts the report`(_ situation: String) throws {
        let workplace = try situation == "drift" ? mixed() : Workplace.withShippedScenarios()
        switch situation {
        case "golden":
            try workplace.acceptAll()
            #expect(try workplace.run("replay").code == 0)
        case "no golden": #expect(try workplace.run("replay").code == 3)
        default: break
        }
        #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml")))
    }

    @Test func `the counts are those of drift json and of the elements`() throws {
        let workplace = try mixed()
        let scenario = try workplace.report().scenarios[0]
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        let failing = scenario.cases.filter { $0.failing && $0.miss == nil }.count
        let failedGates = scenario.gates.count { !$0.passed }
        let misses = scenario.cases.count { $0.miss != nil }
        let missing = try #require(scenario.kinds["missing"])
        #expect(failing == 5 && failedGates == 1 && misses == 1 && missing == 1)

        #expect(junit.all("failure").count == failing + failedGates)
        #expect(junit.all("error").count == misses)
        #expect(junit.all("testcase").count == scenario.requests + missing + scenario.gates.count)
        for element in junit.all("testsuites") + junit.all("testsuite") {
            #expect(element.attributes["failures"] == "\(failing + failedGates)")
            #expect(element.attributes["errors"] == "\(misses)")
            #expect(element.attributes["tests"] == "\(junit.all("testcase").count)")
        }
    }

    @Test func `a case is named by id and question, and times are virtual seconds`() throws {
        let workplace = try Shop().accepted()
        try workplace.run("replay")
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        let names = junit.all("testcase").map { $0.attributes["name"] }
        #expect(names == Shop().requests.map { "\($0.id) \($0.question)" })
        #expect(junit.all("testcase").allSatisfy { $0.attributes["classname"] == "shop" })
        #expect(junit.all("testcase").map { $0.attributes["time"] }.prefix(3) == ["0.905", "0.905", "0.000"])
        #expect(junit.all("property").contains { $0.attributes["name"] == "sqlite" })
        #expect(junit.all("property").contains { $0.attributes == ["name": "invariants_broken", "value": "0 of 14"] })
    }

    @Test func `a run without a golden fails as a whole and says how to make one`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay")
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("error").count == 1)
        #expect(junit.all("skipped").count == 7)
        #expect(junit.all("error")[0].text.contains("toolrouter accept shop"))
    }
}
