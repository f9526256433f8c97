import ToolRouter

extension MetricDefinition {
    static let shadows = [
        MetricDefinition(
            "toolrouter_shadow_requests_total", .counter, "Requests a candidate was to be asked about.",
            labels: ["planner"]
        ) { readings in
            candidates(readings).map { MetricSample([$0.name.text], $0.totals.asked) }
        },
        MetricDefinition(
            "toolrouter_shadow_proposals_total", .counter,
            "What came of them: a plan, or a failure, such as a circuit that is open.",
            labels: ["planner", "result"]
        ) { readings in
            candidates(readings).flatMap { name, totals in
                [
                    MetricSample([name.text, "plan"], totals.proposals - totals.failures),
                    MetricSample([name.text, "failure"], totals.failures),
                ]
            }
        },
    ]

    /// The candidates of the router, and those that events name.
    private static func candidates(_ readings: MetricReadings) -> [(name: PlannerName, totals: ShadowTotals)] {
        var names = Set(readings.totals.shadows.keys)
        for (circuit, _) in readings.standing.circuits {
            if case .candidate(let name) = circuit { names.insert(name) }
        }
        return names.sorted().map { ($0, readings.totals.shadows[$0] ?? ShadowTotals()) }
    }
}
