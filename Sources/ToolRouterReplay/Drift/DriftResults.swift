import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The rows on both sides of a comparison, as far as they are kept.
package struct DriftResults: Sendable {
    /// Nothing is kept, and nothing is said of it.
    package static let none = DriftResults(golden: nil, now: nil, hint: nil)

    private let golden: KeptResults?
    private let now: KeptResults?
    /// What to do to see rows that are not kept.
    private let hint: String?

    package init(golden: KeptResults?, now: KeptResults?, hint: String?) {
        self.golden = golden
        self.now = now
        self.hint = hint
    }

    /// What is to be said of the rows of `drift`: how they differ, or the first of a new answer.
    package func lines(of drift: Drift) -> [String] {
        guard let digest = drift.actual?.result else { return [] }
        let now = now?[digest.ordered]
        guard let before = drift.expected?.result else {
            return now.map { RowDiff.preview($0, rows: 5) } ?? missing
        }
        guard drift.kinds.contains(.result) else { return [] }
        guard let golden = golden?[before.ordered], let now else { return missing }
        return RowDiff(from: golden, to: now, orderMatters: before.orderMatters).lines
    }

    private var missing: [String] { hint.map { [$0] } ?? [] }
}
