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
        #expect(scenarios.map(\.name) == ["faulty-planner", "noisy-tenant", "planner-outage", "steady-day"])
        #expect(scenarios.map(\.verdict) == ["pass", "pass", "drift", "pass"])
        for other in [0, 1, 3] {
            #expect(scenarios[other].cases.isEmpty)
            #expect(scenarios[other].gates.allSatisfy { $0.passed })
        }

        let first = try #require(scenarios[2].cases.first)
        #expect(first.stage == "plan")
        #expect(first.kinds.first == "source")
        #expect(first.expected?.source == "rules" && first.actual?.source == "planner")
        #expect(scenarios[2].cases.map(\.id) == scenarios[2].cases.map(\.id).sorted())
        #expect(run.text.contains("planner-outage \(first.id): source"))
        #expect(run.text.contains("toolrouter explain planner-outage \(first.id)"))

        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("<testcase name=\"\(first.id) "))
        #expect(junit.contains("\(first.kinds.joined(separator: ", ")) at stage plan"))
    }
}
