package import ToolRouter
package import ToolRouterFormats

/// Everything one scenario's replay found.
package struct ScenarioReport: Sendable {
    /// The name of the scenario.
    package let scenario: String
    /// The absolute path of the scenario's folder.
    package let directory: String
    /// What the scenario says it is for.
    package let description: String
    /// What the answers were made with.
    package let header: GoldenHeader
    /// Whether there was a golden to compare with.
    package let hasGolden: Bool
    /// What was changed since the golden was made, such as `breaker.failures 5 → 6`; to be read before any drift.
    package let madeOtherwise: [String]
    /// All figures.
    package let totals: RunTotals
    /// How the router stood at the end.
    package let standing: RouterStanding
    /// What the comparison with the golden found.
    package let findings: Findings
    /// What the invariants found.
    package let invariants: InvariantFindings
    /// The gates that were judged; without a golden those on candidates alone.
    package let gates: [GateResult]
    /// Lines of the recordings that were out of order.
    package let reordered: Int
    /// How often each rule of the fault plan was applied, in its order; empty without a plan.
    package let faults: [FaultCount]
    /// The names of the recordings that hold no content.
    package let withoutContent: [String]
    /// Why the replay ended early, if so: then this is about the requests until then, and gates were not judged.
    package let cutShortBy: EarlyEnd?
    /// Whether rows are kept beside the golden, as the scenario wants it; nil when the run was to write none.
    package let keepsResults: Bool?
    /// The rows on both sides, as far as they are kept.
    package let results: DriftResults
    /// The cases, waiting to be put into the JUnit report.
    package let junit: JUnitSuite
    /// How long the threads of the replay waited for each other; nil where nobody measured. In no report.
    package var waits: ReplayWaits?

    /// What this scenario says about the build.
    package var verdict: Verdict {
        if invariants.isBroken { return .broken }
        if findings.failing > 0 || gates.contains(where: { $0.outcome == .failed }) { return .drift }
        if !hasGolden, cutShortBy != .processorTime { return .missing }
        if findings.unusableTruths > 0 || (cutShortBy == nil && findings.compared == 0) { return .missing }
        return cutShortBy == nil && !gates.contains(where: { $0.outcome == .inconclusive }) ? .pass : .inconclusive
    }

    /// The verdict in a few words.
    package var words: String {
        if isInterrupted { return "interrupted" }
        switch verdict {
        case .drift where findings.failing == 0: return "gate failed"
        case .inconclusive where cutShortBy == nil: return "gate inconclusive"
        case .missing where hasGolden: return findings.unusableTruths > 0 ? "no usable truth" : "nothing compared"
        default: return verdict.words
        }
    }

    /// A sentence about each recording that holds no content.
    package var absentContent: [String] { withoutContent.map(AbsentContent.sentence) }

    /// Whether somebody wanted the run to end.
    var isInterrupted: Bool { cutShortBy == .interruption }
}
