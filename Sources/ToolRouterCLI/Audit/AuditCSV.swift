import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// A report for a spreadsheet: RFC 4180, a heading and a line a group.
struct AuditCSV {
    private let report: AuditReport

    init(_ report: AuditReport) {
        self.report = report
    }

    var text: String {
        let heading =
            report.query.keys.map(\.rawValue) + ["requests", "records"] + AuditSums.tokenNames.map { "tokens_\($0)" }
            + [
                "cost_usd", "cost_exact", "cost_estimated", "cost_missing", "cache_hits", "cache_misses", "hit_ratio",
                "refused", "failed",
            ]
        var lines = [heading.joined(separator: ",")]
        for (keys, sums) in report.groups {
            let figures: [String] =
                ["\(sums.requests)", "\(sums.records)"] + sums.tokens.map { "\($0)" } + [
                    sums.knownCost?.usdText ?? "", "\(sums.exact)", "\(sums.estimated)", "\(sums.missing)",
                    "\(sums.hits)", "\(sums.misses)", sums.hitRatio?.decimalText ?? "", "\(sums.refused)",
                    "\(sums.failed)",
                ]
            lines.append((keys.map { Self.cell($0 ?? "") } + figures).joined(separator: ","))
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// A name as one cell that no spreadsheet takes for a formula (OWASP, "CSV injection"): it gets an apostrophe before
    /// it, and nothing invisible is left in it.
    static func cell(_ name: String) -> String {
        let visible = Excerpt.visible(name)
        let isFormula = visible.first.map { "=+-@|%".contains($0) } ?? false
        let text = isFormula ? "'" + visible : visible
        let needsQuotes = text.contains { ",\"'; \u{FF0C}".contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
