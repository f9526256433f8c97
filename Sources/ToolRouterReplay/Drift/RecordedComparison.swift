import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// Compares requests one by one with answers that are at hand.
package struct RecordedComparison {
    private let comparison: GoldenComparison
    private let footprints: StatementFootprints
    private let informational: Set<DriftKind>

    /// - Parameter header: what stands above the answers.
    package init(with header: GoldenHeader, of scenario: Scenario, in databases: ScenarioDatabases) {
        comparison = GoldenComparison(
            recorded: header, candidates: scenario.settings.shadows.map(\.name).sorted(),
            margin: DriftMargin(scenario.tolerance, golden: nil))
        footprints = StatementFootprints(views: databases.views)
        informational = scenario.informationalDriftKinds
    }

    /// How `done` differs from `golden`; nil when it does not, or in what the scenario takes as information only.
    package func failingDrift(of done: Case, from golden: AnswerRecord) throws(FileError) -> Drift? {
        var subject = GoldenComparison.Subject(
            done.makeRecord(), question: nil, recordingMiss: done.recordingMiss, sequence: done.sequence,
            hasContent: done.hasContent,
            footprint: { [footprints, view = DatabaseView(of: done.request), at = done.at] in
                footprints.footprint(of: $0, in: view, at: at)
            })
        subject.answered = golden
        var comparison = comparison
        let drift = try comparison.compare(subject).first?.drift
        return drift.flatMap { drift in drift.kinds.contains { !informational.contains($0) } ? drift : nil }
    }
}
