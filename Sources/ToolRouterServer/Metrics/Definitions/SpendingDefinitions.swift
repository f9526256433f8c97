import ToolRouter

extension MetricDefinition {
    private static let place = ["planner", "role", "model"]

    static let spending = [
        MetricDefinition(
            "toolrouter_tokens_input_total", .counter,
            "Tokens of prompts, as far as calls tell, late ones included; the buckets are disjoint and add up to the prompt.",
            labels: place + ["bucket"]
        ) { readings in
            rows(readings).flatMap { row in
                row.usage.inputBuckets.map { MetricSample(labels(of: row) + [$0.name], $0.count) }
            }
        },
        MetricDefinition(
            "toolrouter_tokens_output_total", .counter,
            "Tokens of replies, as far as calls tell, late ones included; the buckets are disjoint and add up to the reply.",
            labels: place + ["bucket"]
        ) { readings in
            rows(readings).flatMap { row in
                row.usage.outputBuckets.map { MetricSample(labels(of: row) + [$0.name], $0.count) }
            }
        },
        MetricDefinition(
            "toolrouter_cost_estimate_usd_total", .counter, in: .usd,
            "Cost of calls by the price catalogue, as far as it is known, late ones and candidates included: over all labels the sum of the audit records.",
            labels: place
        ) { readings in
            rows(readings).map { MetricSample(labels(of: $0), .money($0.cost)) }
        },
        MetricDefinition(
            "toolrouter_billed_calls_total", .counter,
            "Calls of planners that brought a reply, or may have cost without one, by how well their cost is known: exact, estimated, or missing and not in the cost; late ones included.",
            labels: place + ["cost_status"]
        ) { readings in
            rows(readings).flatMap { row in
                CostStatus.allCases.map { MetricSample(labels(of: row) + [$0.rawValue], row[$0]) }
            }
        },
    ]

    private static func rows(_ readings: MetricReadings) -> [SpendingByModel.Row] {
        readings.totals.spending.rows.sorted { labels(of: $0).lexicographicallyPrecedes(labels(of: $1)) }
    }

    private static func labels(of row: SpendingByModel.Row) -> [String] {
        [row.planner.text, PlannerRole(isCandidate: row.isCandidate).rawValue, row.model]
    }
}
