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

    /// What is to be said of the rows of `drift`: how they differ, or the first of a new answer; else the hint.
    package func lines(of drift: Drift) -> [String] {
        rows(of: drift) ?? hint(about: drift)
    }

    /// What to do to see rows of `drift` that are not kept; nothing where there are none to be shown.
    func hint(about drift: Drift) -> [String] {
        (drift.expected == nil || drift.kinds.contains(.result)) && drift.actual?.result != nil
            ? hint.map { [$0] } ?? [] : []
    }

    /// The rows that differ, cell by cell; nil where they are the same, and where one side's are not kept.
    func table(of drift: Drift) -> TableDiff? {
        guard let digest = drift.actual?.result, let now = now?[digest.ordered], let before = drift.expected?.result,
            drift.kinds.contains(.result), let golden = golden?[before.ordered]
        else { return nil }
        return TableDiff(from: golden, to: now, orderMatters: before.orderMatters)
    }

    /// The rows of the answer of now, as far as they are kept.
    func kept(of drift: Drift) -> KeptResult? {
        drift.actual?.result.flatMap { now?[$0.ordered] }
    }

    /// The rows that differ, or the first of a new answer; nil where nothing of them is kept.
    func rows(of drift: Drift) -> [String]? {
        guard let digest = drift.actual?.result, let now = now?[digest.ordered] else { return nil }
        guard let before = drift.expected?.result else { return RowDiff.preview(now, rows: 5) }
        guard drift.kinds.contains(.result), let golden = golden?[before.ordered] else { return nil }
        return RowDiff(from: golden, to: now, orderMatters: before.orderMatters).lines
    }
}
