import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// What a person is told of an import of calls.
enum CallsImportWords {
    /// What was written, what was passed over, and what the source lacks.
    static func lines(_ summary: CallsImportSummary) -> [String] {
        func counted(_ counts: [String: Int]) -> [(String, Int)] {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        }
        let errors = counted(summary.errors).map { "\($1) \($0)" }
        var lines = [
            "\(summary.output): \(Quantity.words(summary.calls, "request")); replay it: toolrouter replay "
                + (summary.output.contains("/") ? "" : "./") + summary.output,
            "  " + ([Quantity.words(summary.replies, "reply", plural: "replies")] + errors).joined(separator: ", ")
                + "; at most \(summary.peak) at once, over \(summary.span.wholeMicroseconds / 1_000_000) s, of "
                + Quantity.words(summary.models.count, "model"),
        ]
        lines += counted(summary.remarks).map { "  \($1) \($0)" }
        lines += counted(summary.omissions).map { "  passed over \($1) times: \($0)" }
        if summary.omissions.isEmpty { lines.append("  nothing was passed over") }
        return lines + [summary.lacks]
    }
}
