import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// A report on candidates for programs: `shadow-report.schema.json` says what is in it.
struct ShadowReportJSON {
    private let report: ShadowReport

    init(_ report: ShadowReport) {
        self.report = report
    }

    var text: String {
        let query = report.query
        var writer = JSONWriter(isIndented: true)
        writer.object { writer in
            writer.member("format", "toolrouter-shadow-report")
            writer.member("version", 1)
            writer.member("since", query.since.map(RFC3339.text))
            writer.member("until", query.until.map(RFC3339.text))
            writer.key("alpha")
            writer.literal(query.alpha.decimalText)
            writer.member("candidates_tested", report.tested)
            writer.member(
                "dropped",
                object: { dropped in
                    dropped.member("comparisons", report.dropped.comparisons)
                    dropped.member("of_unknown_kind", report.dropped.ofUnknownKind)
                    dropped.member("records", report.dropped.records)
                    dropped.member("uncounted", report.dropped.uncounted)
                })
            writer.member(
                "candidates",
                object: { list in
                    for finding in report.candidates {
                        list.member(finding.candidate.text, object: { write(finding, to: &$0) })
                    }
                })
            writer.key("self_noise")
            if let selfNoise = report.selfNoise {
                writer.object { write(selfNoise, to: &$0) }
            } else {
                writer.null()
            }
        }
        return writer.text + "\n"
    }

    private func write(_ finding: ShadowFinding, to writer: inout JSONWriter) {
        write(finding.records, to: &writer)
        writer.member(
            "verdict",
            object: { verdict in
                verdict.member("verdict", finding.verdict.rawValue)
                verdict.member("alone", finding.ownVerdict.rawValue)
                verdict.member("only_candidate", finding.pairs.better)
                verdict.member("only_current", finding.pairs.worse)
                verdict.member("judged", finding.records.judged)
                verdict.member("repeats", finding.records.repeats)
                verdict.member("beyond", finding.records.beyond)
                verdict.key("ln_e")
                verdict.literal(FixedDigits.logarithm(finding.pairs.logarithmOfE))
                write("rate", finding.rate, &verdict)
                write("difference", finding.difference, &verdict)
                verdict.member("pairs_still_needed", finding.stillNeeded)
                verdict.member("requests_still_needed", finding.requestsStillNeeded)
            })
        if let wobble = finding.wobble(beside: report.selfNoise, alpha: report.query.alpha) {
            write("differs_more_than_self", wobble, &writer)
        } else {
            writer.member("differs_more_than_self", nil as String?)
        }
    }

    private func write(_ records: ShadowRecords, to writer: inout JSONWriter) {
        writer.key("planners")
        writer.array(records.planners.sorted().map(\.text))
        writer.member("first", RFC3339.text(records.earliest))
        writer.member("last", RFC3339.text(records.latest))
        writer.member(
            "funnel",
            object: { funnel in
                for step in ShadowStep.allCases { funnel.member(step.rawValue, records.reached(step)) }
            })
        writer.member(
            "ends",
            object: { ends in
                for end in ShadowEnd.allCases { ends.member(end.rawValue, records.ends[end] ?? 0) }
            })
        writer.member("without_end", records.withoutEnd)
        writer.member(
            "errors",
            object: { errors in
                for (code, count) in records.codes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    errors.member(code.rawValue, count)
                }
            })
        writer.member(
            "agreement",
            array: { cells in
                for pair in VerdictPair.all {
                    guard let count = records.pairs[pair] else { continue }
                    cells.object { cell in
                        cell.member("current", pair.current.rawValue)
                        cell.member("candidate", pair.candidate.rawValue)
                        cell.member("count", count)
                    }
                }
            })
        writer.member("different_with_same_reads", records.differentWithSameReads)
        write("cost_usd", records.cost, &writer) { Money(yoctodollars: $0).usdText }
        writer.member("unknown_costs", records.unknownCosts)
        write("plan_us", records.time, &writer) { "\($0)" }
    }

    private func write(
        _ name: String, _ sides: ShadowRecords.Sides, _ writer: inout JSONWriter, _ text: (Int128) -> String
    ) {
        writer.member(
            name,
            object: { writer in
                for (name, spread) in [("candidate", sides.candidate), ("current", sides.current)] {
                    writer.member(
                        name,
                        object: { writer in
                            writer.member("count", spread.count)
                            let quantiles = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)]
                            for (name, figure) in [("mean", spread.mean)]
                                + quantiles.map({ ($0.0, spread.quantile($0.1)) })
                            {
                                writer.key(name)
                                if let figure { writer.literal(text(figure)) } else { writer.null() }
                            }
                        })
                }
            })
    }

    private func write(_ name: String, _ interval: RateInterval, _ writer: inout JSONWriter) {
        writer.member(
            name,
            object: { writer in
                writer.key("lower")
                writer.literal(FixedDigits.rate(interval.lower))
                writer.key("upper")
                writer.literal(FixedDigits.rate(interval.upper))
            })
    }
}
