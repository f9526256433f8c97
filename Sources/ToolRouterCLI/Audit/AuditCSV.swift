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
        // Spreadsheets read scalars: to Swift, a sign with a combining mark is another character.
        let first = visible.unicodeScalars.first { !$0.properties.isWhitespace }
        let isFormula = first.map(formulaSigns.contains) ?? false
        let text = isFormula ? "'" + visible : visible
        guard text.unicodeScalars.contains(where: quotedSigns.contains) else { return text }
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            cell.append(scalar)
            if scalar == "\"" { cell.append(scalar) }
        }
        cell.append("\"")
        return String(cell)
    }

    /// With which a formula begins, also in the full-width forms that some spreadsheets turn into these.
    private static let formulaSigns = Set("=+-@|%\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{2212}".unicodeScalars)
    /// For which a cell has quotes: what ends a cell for someone, and what ends quotes.
    private static let quotedSigns = Set(",\"'; \u{FF0C}".unicodeScalars)
}
