/// What `scenario.yaml` says: the settings of a router, which traffic it is replayed on, and what may change without
/// being drift.
package struct Scenario: Sendable {
    /// The name of its folder.
    package var name: String
    /// The absolute path of its folder, without symbolic links.
    package var directory: String
    /// What it is for, in one line.
    package var description: String?
    /// The absolute paths of its recordings, in the order of the file; at least one.
    package var traffic: [String]
    /// What a server has, too. Its planner is the one that was recorded.
    package var settings: RouterSettings
    /// The virtual time a statement takes when the recording says nothing.
    package var statementDuration: Duration
    /// What a change must keep to, sorted by metric.
    package var gates: [Gate]
    /// What candidates must keep to, sorted by candidate.
    package var shadowGates: [ShadowGate] = []
    /// What single cases must keep to, sorted by name.
    package var casePolicies: [CasePolicy] = []
    /// What a planner that is asked live must keep to.
    package var liveGate: LiveGate?
    /// How far figures and numbers may be from the golden's without being drift.
    package var tolerance = DriftTolerance()
    /// The kinds of drift that are reported and fail nothing.
    package var informationalDriftKinds: Set<DriftKind>
    /// Whether a golden keeps the first rows of its results, so that a person can see what changed.
    package var keepsResults = true
    /// The settings that answers depend on, as they are written, by their paths.
    package var listedSettings: [String: String] = [:]
    /// The path of the fault plan in its folder, not read yet; nil when there is none.
    package var faults: String?
}
