import ToolRouter

extension MetricDefinition {
    static let load = [
        MetricDefinition("toolrouter_requests_in_flight", .gauge, "Requests that have not been answered.") {
            [MetricSample($0.standing.load.requests)]
        },
        MetricDefinition(
            "toolrouter_planner_calls", .gauge,
            "Calls to planners and candidates that have not ended: those a request waits for, and those that were abandoned.",
            labels: ["state"]
        ) {
            [
                MetricSample(["waited_for"], $0.standing.load.plannerCalls),
                MetricSample(["abandoned"], $0.standing.load.abandonedPlannerCalls),
            ]
        },
        MetricDefinition(
            "toolrouter_tool_calls", .gauge, "Calls to tools that have not ended, those left behind included."
        ) {
            [MetricSample($0.standing.load.toolCalls)]
        },
    ]
}
