import Testing
import ToolRouter
import ToolRouterChaos

@Suite struct ChaosTallyTests {
    private func result(_ symptoms: Symptom..., reaching happenings: HappeningSet = []) -> ScheduleResult {
        var result = ScheduleResult(seed: 5, requests: 10)
        result.happenings = happenings
        result.failures = symptoms.map { ScheduleOutcome.Failure(symptom: $0, words: "words") }
        result.faults = [InjectedCount(target: "planner", kind: "error", wanted: 2, injected: 1)]
        return result
    }

    @Test func `the same symptom in the same scenario is one failure, and every occurrence counts`() {
        var tally = ChaosTally(scenarios: ["a", "b"])
        let broken = Symptom.invariant("one_answer", stage: .plan, code: nil)
        let other = Symptom.invariant("one_answer", stage: .run, code: nil)
        tally.add(0, result(broken))
        tally.add(1, result(broken))
        tally.add(2, result(other, broken))
        #expect(tally.found.map(\.symptom) == [broken, broken, other])
        #expect(tally.found.map(\.scenario) == [0, 1, 0])
        #expect(tally.found.map(\.occurrences) == [2, 1, 1])
        #expect(tally.found.map(\.schedule) == [0, 1, 2] && tally.found.map(\.number) == [0, 0, 1])
    }

    @Test func `sums are those of all schedules`() {
        var tally = ChaosTally(scenarios: ["a", "b"])
        for number in 0..<5 { tally.add(number, result(reaching: HappeningSet(.cacheHit))) }
        #expect(tally.scenarios.map(\.schedules) == [3, 2] && tally.schedules == 5 && tally.requests == 50)
        #expect(tally.reached == [.cacheHit: 5])
        #expect(tally.injected.all == [InjectedCount(target: "planner", kind: "error", wanted: 10, injected: 5)])
    }
}
