import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// A report for a person to read.
struct AuditTable {
    private let report: AuditReport

    init(_ report: AuditReport) {
        self.report = report
    }

    /// A heading, a line a group, and the total.
    var lines: [String] {
        let keys = report.query.keys.map(\.rawValue)
        let heading =
            keys + ["requests", "tokens in", "cached", "tokens out", "USD", "unpriced", "hit ratio", "errors"]
        var rows = report.groups.map { group in
            group.keys.map { $0.map { Excerpt.of($0) } ?? "-" } + cells(group.sums)
        }
        if !keys.isEmpty {
            rows.append(["total"] + [String](repeating: "", count: keys.count - 1) + cells(report.total))
        } else if rows.isEmpty {
            rows.append(cells(report.total))
        }
        let widths = heading.indices.map { column in ([heading] + rows).map { $0[column].count }.max() ?? 0 }
        return ([heading] + rows).map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                line += (column > 0 ? "  " : "") + (column < keys.count ? cell + blanks : blanks + cell)
            }
            return line
        }
    }

    private func cells(_ sums: AuditSums) -> [String] {
        let unpriced = [(sums.estimated, "estimated"), (sums.missing, "missing")].filter { $0.0 > 0 }
        return [
            "\(sums.requests)", "\(sums.tokens[0...3].reduce(0, Self.sum))", "\(sums.tokens[1])",
            "\(sums.tokens[4...].reduce(0, Self.sum))", sums.knownCost?.usdText ?? "unknown",
            unpriced.isEmpty ? "0" : unpriced.map { "\($0.0) \($0.1)" }.joined(separator: ", "),
            sums.hitRatio.map(Percent.text) ?? "-", "\(sums.refused + sums.failed)",
        ]
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
