import ToolRouter

extension MetricDefinition {
    static let requests = [
        MetricDefinition("toolrouter_requests_received_total", .counter, "Requests that arrived.") {
            [MetricSample($0.totals.requests)]
        },
        MetricDefinition(
            "toolrouter_requests_total", .counter,
            "Requests that were answered, by the tool that was or would have been used (none where it never came to one) and by outcome.",
            labels: ["tool", "outcome"]
        ) { readings in
            let rows = readings.totals.answers.rows.map { ($0.tool?.text ?? "none", $0) }
            // A plan may say `none` itself.
            return Set(rows.map(\.0)).sorted().flatMap { tool in
                Answer.Outcome.Kind.allCases.map { outcome in
                    MetricSample(
                        [tool, outcome.rawValue], rows.filter { $0.0 == tool }.reduce(0) { $0 + $1.1[outcome] })
                }
            }
        },
        MetricDefinition(
            "toolrouter_errors_total", .counter, "Refusals and failures, by code.", labels: ["code"]
        ) { readings in
            ErrorCode.allCases.map { MetricSample([$0.rawValue], readings.totals.errors[$0]) }
        },
        MetricDefinition(
            "toolrouter_answers_total", .counter, "Requests that a tool answered, by where the plan came from.",
            labels: ["source"]
        ) { readings in
            AnswerSource.allCases.map { MetricSample([$0.rawValue], readings.totals.sources[$0]) }
        },
        MetricDefinition(
            "toolrouter_stand_ins_total", .counter,
            "Requests for which another planner, a stale answer or a rule stood in for the first planner, by reason.",
            labels: ["reason"]
        ) { readings in
            Degradation.allCases.map { MetricSample([$0.rawValue], readings.totals.degraded[$0]) }
        },
        MetricDefinition(
            "toolrouter_truncated_results_total", .counter, "Results that a budget of rows or bytes cut short."
        ) {
            [MetricSample($0.totals.truncated)]
        },
    ]
}
