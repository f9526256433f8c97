/// What the schedules of a run come to, folded in the order of their numbers.
package struct ChaosTally: Sendable {
    /// What the schedules of one scenario come to.
    package struct OfScenario: Sendable {
        /// The scenario's name.
        package let name: String
        /// Its schedules.
        package fileprivate(set) var schedules = 0
        /// Their requests.
        package fileprivate(set) var requests = 0
        /// The events of their replays.
        package fileprivate(set) var events = 0
        /// Their faults.
        package fileprivate(set) var injected = InjectedCounts()
        /// How many of them reached what.
        package fileprivate(set) var reached: [Happening: Int] = [:]
    }

    /// A symptom that showed in a scenario.
    package struct Found: Sendable {
        /// The place of the scenario among those of the run.
        package let scenario: Int
        /// The first failure of that symptom.
        package let failure: ScheduleOutcome.Failure
        /// The first schedule that shows it: its number in the run.
        package let schedule: Int
        /// Its number among the schedules of its scenario.
        package let number: Int
        /// The seed of that schedule's draws.
        package let seed: UInt64
        /// How many schedules show it.
        package fileprivate(set) var occurrences = 1

        /// What it is known by.
        package var symptom: Symptom { failure.symptom }
    }

    private struct Key: Hashable {
        let scenario: Int
        let symptom: Symptom
    }

    /// The scenarios, in the order of the run.
    package private(set) var scenarios: [OfScenario]
    /// What was found, in the order in which it showed first.
    package private(set) var found: [Found] = []
    private var places: [Key: Int] = [:]
    private let numbers: ScheduleNumbers

    package init(scenarios: [String]) {
        self.scenarios = scenarios.map { OfScenario(name: $0) }
        numbers = ScheduleNumbers(scenarios: scenarios.count)
    }

    /// Adds what schedule `schedule` of the run came to.
    package mutating func add(_ schedule: Int, _ result: ScheduleResult) {
        let (scenario, number) = numbers.place(of: schedule)
        scenarios[scenario].schedules += 1
        scenarios[scenario].requests += result.requests
        scenarios[scenario].events += result.events
        for count in result.faults { scenarios[scenario].injected.add(count) }
        for happening in result.happenings.all { scenarios[scenario].reached[happening, default: 0] += 1 }
        for failure in result.failures {
            let key = Key(scenario: scenario, symptom: failure.symptom)
            if let place = places[key] {
                found[place].occurrences += 1
            } else {
                places[key] = found.count
                found.append(
                    Found(
                        scenario: scenario, failure: failure, schedule: schedule, number: number, seed: result.seed))
            }
        }
    }

    /// All schedules.
    package var schedules: Int { scenarios.reduce(0) { $0 + $1.schedules } }
    /// All requests.
    package var requests: Int { scenarios.reduce(0) { $0 + $1.requests } }
    /// All faults.
    package var injected: InjectedCounts {
        var sum = InjectedCounts()
        for scenario in scenarios { scenario.injected.all.forEach { sum.add($0) } }
        return sum
    }
    /// How many schedules reached what.
    package var reached: [Happening: Int] {
        scenarios.reduce(into: [:]) { sum, scenario in sum.merge(scenario.reached, uniquingKeysWith: +) }
    }
}
