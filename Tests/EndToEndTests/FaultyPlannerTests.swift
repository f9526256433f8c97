import Foundation
import Testing

/// The shipped scenario `faulty-planner`: the traffic of `steady-day` with every kind of fault.
@Suite struct FaultyPlannerTests {
    private func replayed(_ workplace: Workplace) throws -> DriftReport.Scenario {
        let run = try workplace.run("replay", "faulty-planner")
        try #require(run.code == 3, "\(run.text) \(run.errors)")
        return try workplace.report().scenarios[0]
    }

    @Test func `every kind is at work, and every rule finds something to spoil`() throws {
        let faults = try replayed(.withShippedScenarios()).faults
        #expect(Set(faults.map(\.kind)) == ["error", "hang", "latency", "malformed", "unsafe_sql"])
        #expect(Set(faults.map { $0.target.prefix { $0 != "." } }) == ["planner", "shadow", "tool"])
        #expect(faults.allSatisfy { $0.injected > 0 && $0.wanted >= $0.injected })
    }

    @Test func `nobody is shown the payroll, and no hostile statement is run`() throws {
        let workplace = try Workplace.withShippedScenarios()
        _ = try replayed(workplace)
        let answers = try workplace.answers("reports/faulty-planner/answers.jsonl").values
        let payroll = answers.filter { $0.sql?.contains("payroll") == true }
        #expect(!payroll.isEmpty && payroll.allSatisfy { $0.code == "table_denied" })
        let hostile = answers.filter {
            $0.sql.map { !$0.uppercased().hasPrefix("SELECT") && !$0.hasPrefix("WITH") } == true
        }
        #expect(!hostile.isEmpty && hostile.allSatisfy { $0.outcome == "refused" })
    }

    /// What happens to a candidate changes no answer, so here even the answers must be the same, byte by byte.
    @Test func `without the candidate's first rule all other rules draw as before, and its calls go to the next`()
        throws
    {
        let workplace = try Workplace.withShippedScenarios()
        let all = try replayed(workplace)
        let answers = try workplace.linesWithoutCandidates("reports/faulty-planner/answers.jsonl")
        try workplace.edit(
            "replays/faulty-planner/faults.yaml", "  - {name: candidate-stuck", "  # {name: candidate-stuck")
        let rest = try replayed(workplace)
        #expect(try workplace.linesWithoutCandidates("reports/faulty-planner/answers.jsonl") == answers)
        #expect(all.faults.map(\.rule).contains("candidate-stuck"))
        for (before, after) in zip(all.faults.filter { $0.rule != "candidate-stuck" }, rest.faults) {
            #expect(before.rule == after.rule)
            #expect(before.wanted == after.wanted)
            #expect(before.rule == "candidate-garbled" || before.injected == after.injected)
        }
    }
}
