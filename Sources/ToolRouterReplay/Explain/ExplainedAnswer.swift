import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// What one request was answered, in more than a word: its rows, and how it differs from its golden.
package struct ExplainedAnswer {
    private let found: Case
    private let record: AnswerRecord
    private let footprints: StatementFootprints
    private let header: GoldenHeader

    /// - Parameters:
    ///   - databases: what was replayed on.
    ///   - header: what stands above the answers of that replay.
    package init(_ found: Case, databases: ScenarioDatabases, header: GoldenHeader) {
        self.found = found
        self.header = header
        record = found.makeRecord()
        footprints = StatementFootprints(views: databases.views)
    }

    /// The first rows, or why there are none.
    package var rows: [String] {
        guard let rows = found.rows, let digest = record.result?.ordered else { return ["no rows: \(record.outcome)"] }
        return RowDiff.preview(KeptResult(rows, digest: digest), rows: KeptResult.mostRows)
    }

    /// How it differs from `golden`: what was changed since, both ways through the stages, and what else differs.
    package func beside(_ golden: GoldenAnswer) -> [String] {
        var lines = golden.header.differences(from: header).map { "changed since the golden: \($0)" }
        guard let whole = golden.record else { return lines + ["the golden has no such request"] }
        let shared = GoldenComparison.shared(golden.header.candidates, header.candidates)
        let (before, record) = (whole.telling(of: shared), record.telling(of: shared))
        lines += TrailsBeside.lines(golden: before.trail, now: record.trail)
        var now = KeptResults()
        if let rows = found.rows, let digest = record.result?.ordered { now.keep(rows, digest: digest) }
        let results = DriftResults(
            golden: golden.results, now: now, hint: "the golden does not keep the rows of this answer")
        let sql = SQLComparison(before, record) {
            footprints.footprint(of: $0, in: DatabaseView(of: found.request), at: found.at)
        }
        guard
            let drift = Drift(
                golden: before, actual: record, sql: sql, question: nil, recordingMiss: found.recordingMiss)
        else { return lines + ["the answer is the golden's"] }
        lines.append("\(drift.kinds.map(\.rawValue).joined(separator: ", "))")
        return lines + drift.lines(with: results).filter { !$0.hasPrefix("trail ") }
    }
}
