import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// What one request was answered, in more than a word: its rows, and how it differs from its golden.
package struct ExplainedAnswer {
    private let found: Case
    private let record: AnswerRecord

    package init(_ found: Case) {
        self.found = found
        record = found.makeRecord()
    }

    /// The first rows, or why there are none.
    package var rows: [String] {
        guard let rows = found.rows, let digest = record.result?.ordered else { return ["no rows: \(record.outcome)"] }
        return RowDiff.preview(KeptResult(rows, digest: digest), rows: KeptResult.mostRows)
    }

    /// How it differs from `golden`: both ways through the stages, and what else differs.
    package func beside(_ golden: GoldenAnswer) -> [String] {
        guard let before = golden.record else { return ["the golden has no such request"] }
        var lines = TrailsBeside.lines(golden: before.trail, now: record.trail)
        var now = KeptResults()
        if let rows = found.rows, let digest = record.result?.ordered { now.keep(rows, digest: digest) }
        let results = DriftResults(
            golden: golden.results, now: now, hint: "the golden does not keep the rows of this answer")
        let sql = SQLComparison(before, record) { _ in nil }
        guard
            let drift = Drift(
                golden: before, actual: record, sql: sql, question: nil, recordingMiss: found.recordingMiss)
        else { return lines + ["the answer is the golden's"] }
        lines.append("\(drift.kinds.map(\.rawValue).joined(separator: ", "))")
        return lines + drift.lines(with: results).filter { !$0.hasPrefix("trail ") }
    }
}
