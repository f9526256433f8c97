import ToolRouter

extension MetricDefinition {
    static let attempts = [
        MetricDefinition(
            "toolrouter_planner_attempts_total", .counter, "Calls to a planner that serves.", labels: ["planner"]
        ) { samples($0, \.attempts) },
        MetricDefinition(
            "toolrouter_planner_retries_total", .counter,
            "Pauses after which the planner was to be asked again.",
            labels: ["planner"]
        ) { samples($0, \.retries) },
        MetricDefinition(
            "toolrouter_planner_calls_refused_total", .counter,
            "Calls that were not made, since the planner held too many.", labels: ["planner"]
        ) { samples($0, \.callsRefused) },
        MetricDefinition(
            "toolrouter_late_replies_total", .counter,
            "Replies that came after their calls were abandoned; they cost all the same.",
            labels: ["planner"]
        ) { samples($0, \.lateReplies) },
        MetricDefinition(
            "toolrouter_late_failures_total", .counter,
            "Calls that were abandoned and ended without a reply; what they cost may be unknown.",
            labels: ["planner"]
        ) { samples($0, \.lateFailures) },
        MetricDefinition(
            "toolrouter_planner_passed_over_total", .counter,
            "Turns of a planner that were over without a plan, so that the next one was asked.", labels: ["planner"]
        ) { samples($0, \.passedOver) },
        MetricDefinition(
            "toolrouter_planner_repairs_total", .counter,
            "Plans that the guard refused and that went back to the planner once.", labels: ["planner"]
        ) { samples($0, \.repairs) },
    ]

    /// A sample of each planner that serves.
    static func samples(_ readings: MetricReadings, _ count: KeyPath<PlannerTotals, Int>) -> [MetricSample] {
        readings.standing.planners.map { planner in
            MetricSample([planner.text], (readings.totals.planners[planner] ?? PlannerTotals())[keyPath: count])
        }
    }
}
