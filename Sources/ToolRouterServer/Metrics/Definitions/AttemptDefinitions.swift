import ToolRouter

extension MetricDefinition {
    static let attempts = [
        MetricDefinition(
            "toolrouter_planner_attempts_total", .counter, "Calls to the current planner.", labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.attempts)]
        },
        MetricDefinition(
            "toolrouter_planner_retries_total", .counter,
            "Pauses after which the current planner was to be asked again.",
            labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.retries)]
        },
        MetricDefinition(
            "toolrouter_planner_calls_refused_total", .counter,
            "Calls that were not made, since the current planner held too many.", labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.callsRefused)]
        },
        MetricDefinition(
            "toolrouter_late_replies_total", .counter,
            "Replies of the current planner that came after their calls were abandoned; they cost all the same.",
            labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.lateReplies)]
        },
        MetricDefinition(
            "toolrouter_late_failures_total", .counter,
            "Calls of the current planner that were abandoned and ended without a reply; what they cost may be unknown.",
            labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.lateFailures)]
        },
    ]
}
