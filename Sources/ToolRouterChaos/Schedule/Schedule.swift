package import ToolRouter
package import ToolRouterFormats
package import ToolRouterReplay

/// All that one replay of a chaos run depends on besides the scenario that it begins with: who asks what and when, what
/// goes wrong meanwhile, and what was configured otherwise.
package struct Schedule: Sendable {
    /// The name of the scenario that it begins with.
    package var scenario: String
    /// The seed of every draw of its replay.
    package var seed: UInt64
    /// The moment that the times of its requests count from.
    package var epoch: Timestamp
    /// The requests, in the order of (at, id); each id once.
    package var requests: [RecordedExchange]
    /// What goes wrong; nil when nothing does.
    package var faults: FaultPlan?
    /// What is configured otherwise than in the scenario, in the order in which it is changed; each key once.
    package var changes: [SettingChange]

    package init(
        scenario: String, seed: UInt64, epoch: Timestamp, requests: [RecordedExchange], faults: FaultPlan? = nil,
        changes: [SettingChange] = []
    ) {
        self.scenario = scenario
        self.seed = seed
        self.epoch = epoch
        self.requests = requests
        self.faults = faults
        self.changes = changes
    }
}
