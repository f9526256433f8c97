import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterReplay

@Suite struct CoverageTests {
    /// A run of so many schedules over two scenarios, of which the first reaches cache hits and the second limits.
    private func report(
        _ schedules: Int, _ required: [Set<Happening>], planted: String? = nil, failing: Bool = false
    ) -> ChaosReport {
        var tally = ChaosTally(scenarios: ["a", "b"])
        for number in 0..<schedules {
            var result = ScheduleResult(seed: 0, requests: 1)
            result.happenings = HappeningSet(number.isMultiple(of: 2) ? .cacheHit : .limitHit)
            if failing { result.failures = [ScheduleOutcome.Failure(symptom: .endless, words: "")] }
            tally.add(number, result)
        }
        return ChaosReport(
            seed: 1, requestsPerSchedule: 1, planted: planted.flatMap { Planted($0) }, tally: tally,
            required: required, isInterrupted: false)
    }

    @Test func `one scenario that requires it and reaches it is enough`() {
        let both: Set<Happening> = [.cacheHit, .limitHit]
        #expect(report(500, [both, both]).verdict == .pass)
    }

    @Test func `a scenario that does not require it can't reach it for another one`() {
        let run = report(500, [[.cacheHit, .limitHit], []])
        #expect(run.coverage.missing.map(\.happening) == [.limitHit])
        #expect(run.verdict == .inconclusive && run.exitCode == 4)
        #expect(run.words == "inconclusive: not everything was reached")
    }

    @Test func `too few schedules are no reason to miss anything`() {
        let run = report(499, [[.circuitOpened], []])
        #expect(!run.coverage.isJudged && run.coverage.missing.map(\.happening) == [.circuitOpened])
        #expect(run.verdict == .pass)
        #expect(run.coverage.words.contains("too few schedules to judge that: 500 are needed"))
    }

    @Test func `a run that tried nothing is not passed`() {
        let run = report(0, [[], []])
        #expect(run.words == "inconclusive: no schedule was tried" && run.exitCode == 4)
    }

    @Test func `a failure counts more than what was not reached`() {
        #expect(report(500, [[.circuitOpened], []], failing: true).verdict == .broken)
    }

    @Test func `a run that does not find what was planted is not passed`() {
        let run = report(10, [[], []], planted: "lost-answers")
        #expect(run.verdict == .inconclusive && run.words.contains("no schedule found the planted lost-answers"))
    }

    @Test func `what was planted is found by what it has to be found by`() {
        let run = report(2, [[], []], planted: "endless", failing: true)
        #expect(run.isPlantedFound && run.words == "2 failures; the planted endless was found")
        let other = report(2, [[], []], planted: "lost-answers", failing: true)
        #expect(!other.isPlantedFound && other.words.hasSuffix("but not as one_answer"))
    }
}
