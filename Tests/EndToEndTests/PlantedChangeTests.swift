import Testing

/// A change of configuration as a team would make it, found in the shipped scenarios.
@Suite struct PlantedChangeTests {
    @Test func `a breaker that opens one failure later is exit 1 at the first request it plans otherwise`() throws {
        let workplace = try Workplace.withShippedScenarios()
        try workplace.acceptAll()
        #expect(try workplace.run("replay").code == 0)
        try workplace.edit("replays/planner-outage/scenario.yaml", "{failures: 5,", "{failures: 6,")
        let run = try workplace.run("replay")
        #expect(run.code == 1)

        let scenarios = try workplace.report().scenarios
        let others = scenarios.filter { $0.name != "planner-outage" }
        #expect(others.count == 19)
        #expect(others.allSatisfy { $0.verdict == "pass" && $0.cases.isEmpty && $0.gates.allSatisfy { $0.passed } })
        let outage = try #require(scenarios.first { $0.name == "planner-outage" })
        #expect(outage.verdict == "drift")

        let first = try #require(outage.cases.first)
        #expect(first.stage == "plan")
        #expect(first.kinds.first == "source")
        #expect(first.expected?.source == "rules" && first.actual?.source == "planner")
        #expect(outage.cases.map(\.id) == outage.cases.map(\.id).sorted())
        #expect(run.text.contains("; first \(first.id)  "))
        #expect(run.text.contains("toolrouter explain planner-outage \(first.id)"))

        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<testcase name=\"\(first.id) "))
        #expect(junit.contains("\(first.kinds.joined(separator: ", ")) at stage plan"))
    }
}
