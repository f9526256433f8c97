package import ToolRouter
package import ToolRouterFormats
package import ToolRouterReplay

/// A scenario that is open for many schedules, one after the other on one thread: its settings, its databases, and its
/// recorded requests.
package final class ChaosSubject {
    /// What schedules begin with. It names no recording: requests come from schedules.
    package let scenario: Scenario
    /// The path that it was opened by.
    package let path: String
    /// The first requests of its recordings, in the order they arrived, each with what planners said to its question.
    package let recorded: [RecordedExchange]
    /// The moment that their times count from.
    package let epoch: Timestamp
    /// The faults of its own; nil when it has none.
    package let faults: FaultPlan?
    let databases: ScenarioDatabases
    /// All that can go wrong in it.
    let menu: FaultDrawing.Menu

    /// The recorded requests that are kept at most: 20,000.
    package static let mostRecorded = 20_000

    /// Opens the scenario at `path`.
    ///
    /// - Parameter faults: its own fault plan is read unless there is another one.
    package convenience init(path: String, interruption: Interruption = Interruption()) throws {
        let scenario = try Scenario(path: path)
        let faults = try scenario.faults.map { try FaultPlan(path: $0, targets: FaultTargets(scenario)) }
        try self.init(scenario, path: path, faults: faults, interruption: interruption)
    }

    package init(
        _ scenario: Scenario, path: String, faults: FaultPlan?, interruption: Interruption = Interruption()
    ) throws {
        let traffic = try Traffic(scenario)
        var pool = RequestPool(scenario.settings)
        while pool.requests.count < Self.mostRecorded, let arrival = try traffic.next() {
            var exchange = arrival.exchange
            exchange.atMicroseconds = (arrival.at - traffic.start).wholeMicroseconds
            pool.add(exchange)
        }
        recorded = pool.resolved()
        epoch = traffic.start
        databases = try ScenarioDatabases(scenario, interruption: interruption)
        self.path = path
        self.faults = faults
        var scenario = scenario
        scenario.traffic = []
        scenario.faults = nil
        // What is asked twice is a matter of live traffic.
        scenario.settings.shadows.removeAll(where: \.isSelfNoise)
        menu = FaultDrawing.Menu(FaultTargets(scenario))
        self.scenario = scenario
    }

    /// The schedule that a replay of the scenario is: its own requests, seed and faults.
    package var ownSchedule: Schedule {
        Schedule(
            scenario: scenario.name, seed: scenario.settings.router.seed, epoch: epoch, requests: recorded,
            faults: faults)
    }

    /// The scenario as `schedule` has it.
    package func scenario(as schedule: Schedule) -> Scenario {
        var scenario = scenario
        scenario.settings.router.seed = schedule.seed
        // A file whose requests say nothing of a candidate is refused.
        scenario.settings.shadows.removeAll { shadow in !schedule.requests.contains { $0.shadow[shadow.name] != nil } }
        for change in schedule.changes {
            guard let knob = SettingKnobs.knob(change.key) else { preconditionFailure("no setting \(change.key)") }
            knob.apply(change.value, to: &scenario.settings)
        }
        scenario.settings.router.breaker.keepOrder()
        scenario.settings.router.stores.breaker.keepOrder()
        return scenario
    }
}

extension CircuitBreakerConfiguration {
    /// The longest open time is never less than the usual one, as where files are read.
    fileprivate mutating func keepOrder() { maximumOpen = max(maximumOpen, openFor) }
}
