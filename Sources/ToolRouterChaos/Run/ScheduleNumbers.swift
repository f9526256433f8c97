/// How the schedules of a run are numbered: from 0 on, the scenarios in turn, so that each beginning of a run has about as
/// many of each.
package struct ScheduleNumbers: Hashable, Sendable {
    /// How many scenarios there are; at least one.
    package let scenarios: Int

    package init(scenarios: Int) {
        precondition(scenarios > 0, "a run of \(scenarios) scenarios")
        self.scenarios = scenarios
    }

    /// The scenario that schedule `number` of the run belongs to, and its number among the schedules of that one.
    package func place(of number: Int) -> (scenario: Int, number: Int) {
        (number % scenarios, number / scenarios)
    }
}
