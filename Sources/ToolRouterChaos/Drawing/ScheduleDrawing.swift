import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Draws schedules by their numbers: the same scenario, seed, number and size always give the same one, whatever was drawn
/// before.
package struct ScheduleDrawing: Sendable {
    /// The seed of all schedules of a run.
    package let seed: UInt64
    /// The requests of each schedule, those of the heal phase apart.
    package let requests: Int

    /// The requests of a schedule unless it is said otherwise: 200.
    package static let usualRequests = 200

    package init(seed: UInt64, requests: Int = usualRequests) {
        precondition(requests >= 1, "a schedule of \(requests) requests")
        self.seed = seed
        self.requests = requests
    }

    /// The schedule of that number.
    package func schedule(_ number: Int, of subject: ChaosSubject) -> Schedule {
        let own = KeyedDraw(seed: seed).number("schedule", subject.scenario.name, occurrence: UInt64(number))
        var workload = WorkloadDrawing(subject.recorded, requests: requests, seed: own)
        var faults = FaultDrawing(subject.menu, seed: own)
        var edges = SettingsDrawing(subject.scenario.settings, seed: own)
        var schedule = Schedule(
            scenario: subject.scenario.name, seed: own, epoch: subject.epoch, requests: workload.requests(),
            changes: edges.changes())
        let span = Duration.microseconds(schedule.requests.last?.atMicroseconds ?? 0)
        let settings = subject.scenario(as: schedule).settings
        let rules = faults.rules(over: span, in: settings.router)
        if !rules.isEmpty {
            var heal = HealPhase(subject.recorded, settings, seed: own)
            schedule.faults = heal.append(to: &schedule.requests, after: rules)
        }
        return schedule
    }

    /// Whether what takes several replays is tried with the schedule of that number: one in eight.
    package func thoroughness(of number: Int) -> ScheduleRunner.Thoroughness {
        number.isMultiple(of: 8) ? .compared : .once
    }
}
