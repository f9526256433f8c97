import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// A report for programs: `audit-report.schema.json` says what is in it.
struct AuditReportJSON {
    private let report: AuditReport

    init(_ report: AuditReport) {
        self.report = report
    }

    var text: String {
        let query = report.query
        var writer = JSONWriter(isIndented: true)
        writer.object { writer in
            writer.member("format", "toolrouter-audit-report")
            writer.member("version", 1)
            writer.member("since", query.since.map(RFC3339.text))
            writer.member("until", query.until.map(RFC3339.text))
            writer.member("tenant", query.tenant)
            writer.member("model", query.model)
            writer.key("group_by")
            writer.array(query.keys.map(\.rawValue))
            writer.key("groups")
            writer.array { writer in
                for (keys, sums) in report.groups {
                    writer.object { writer in
                        writer.key("group")
                        writer.object { writer in
                            for (key, text) in zip(query.keys, keys) { writer.member(key.rawValue, text) }
                        }
                        write(sums, to: &writer)
                    }
                }
            }
            writer.key("total")
            writer.object { write(report.total, to: &$0) }
        }
        return writer.text + "\n"
    }

    private func write(_ sums: AuditSums, to writer: inout JSONWriter) {
        writer.member("requests", sums.requests)
        writer.member("records", sums.records)
        writer.key("tokens")
        writer.object { writer in
            for (name, count) in zip(AuditSums.tokenNames, sums.tokens) { writer.member(name, count) }
        }
        writer.key("cost_usd")
        if let cost = sums.knownCost { writer.literal(cost.usdText) } else { writer.null() }
        writer.key("cost_status")
        writer.object { writer in
            writer.member("exact", sums.exact)
            writer.member("estimated", sums.estimated)
            writer.member("missing", sums.missing)
        }
        writer.key("cache")
        writer.object { writer in
            writer.member("hits", sums.hits)
            writer.member("misses", sums.misses)
            writer.key("hit_ratio")
            if let ratio = sums.hitRatio { writer.literal(ratio.decimalText) } else { writer.null() }
        }
        writer.member("refused", sums.refused)
        writer.member("failed", sums.failed)
    }
}
