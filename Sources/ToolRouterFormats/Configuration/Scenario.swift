package import ToolRouter

/// What `scenario.yaml` says: which traffic a router is replayed on, which databases it serves, how it decides, and what
/// may change without being drift.
package struct Scenario: Sendable {
    /// The name of its folder.
    package var name: String
    /// The absolute path of its folder, without symbolic links.
    package var directory: String
    /// What it is for, in one line.
    package var description: String?
    /// The absolute paths of its recordings, in the order of the file; at least one.
    package var traffic: [String]
    /// The seed of the run.
    package var seed: UInt64
    /// The databases served, sorted by name, with the absolute path of an SQLite file or an SQL script; at least one.
    package var databases: [(name: DatabaseName, path: String)]
    /// How statements are run.
    package var sql: SQLSettings
    /// The planner the recordings are of.
    package var planner: PlannerSettings
    /// How the router decides, with seed, limits, rules and prices.
    package var router: RouterConfiguration
    /// The answer cache; nil when it is switched off.
    package var cache: CacheSettings?
    /// The candidate planners, sorted by name.
    package var shadows: [ShadowSettings]
    /// What a change must keep to, sorted by metric.
    package var gates: [Gate]
    /// The kinds of drift that are reported and fail nothing.
    package var informationalDriftKinds: Set<DriftKind>
    /// The path of the fault plan in its folder, not read yet; nil when there is none.
    package var faults: String?
}
