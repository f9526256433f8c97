import ToolRouterReplay

/// What a worker tells of one schedule.
package struct ScheduleResult: Hashable, Sendable {
    /// The seed of the schedule's own draws.
    package let seed: UInt64
    /// Its requests.
    package let requests: Int
    /// The events of its replay; 0 where the replay had no end that could tell.
    package var events = 0
    /// What was reached.
    package var happenings: HappeningSet = []
    /// The faults of it.
    package var faults: [InjectedCount] = []
    /// What must not be, each symptom once.
    package var failures: [ScheduleOutcome.Failure] = []

    package init(seed: UInt64, requests: Int) {
        self.seed = seed
        self.requests = requests
    }

    /// What came of a schedule of that seed.
    init(_ outcome: ScheduleOutcome, seed: UInt64) {
        self.init(seed: seed, requests: outcome.requests)
        events = outcome.events
        happenings = outcome.happenings
        var counts = InjectedCounts()
        for fault in outcome.faults {
            counts.add(
                InjectedCount(
                    target: fault.target, kind: fault.kind, wanted: fault.wanted, injected: fault.injected))
        }
        faults = counts.all
        failures = outcome.failures
    }

    /// The end of a schedule that ended its process.
    static func end(_ symptom: Symptom, words: String, seed: UInt64, requests: Int) -> ScheduleResult {
        var result = ScheduleResult(seed: seed, requests: requests)
        result.failures = [ScheduleOutcome.Failure(symptom: symptom, words: words)]
        return result
    }
}
