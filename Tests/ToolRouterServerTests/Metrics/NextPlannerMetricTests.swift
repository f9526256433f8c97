import Testing

@testable import ToolRouter
@testable import ToolRouterServer

@Suite struct NextPlannerMetricTests {
    private static let change = CircuitBreakerTransition(
        from: .closed, to: .open, reason: .tooManyFailures, counts: CircuitBreakerCounts())

    @Test func `what each planner did has its name`() {
        let metrics = RouterMetrics(build: BuildInformation(version: "1", sqlite: "3"))
        let kinds: [RouterEvent.Kind] = [
            .attemptStarted(PlannerAttempt(number: 1, planner: "main", model: "a")),
            .circuitChanged("main", Self.change),
            .retrying("main", after: .zero), .attemptRefused("backup", .busy(inFlight: 1)),
            .circuitRefused("main", retryAfter: nil), .passedOn(from: "main", to: "backup", .circuitOpen),
            .attemptStarted(PlannerAttempt(number: 1, planner: "backup", model: "b")),
            .repairing("backup", .toolNotConfigured),
            .attemptStarted(PlannerAttempt(number: 2, planner: "backup", model: "b")),
        ]
        for kind in kinds {
            metrics.observe(RouterEvent(request: "r", at: Timestamp(nanoseconds: 0), kind))
        }
        let circuits = ["main", "backup"].map { name in
            (
                circuit: Circuit.planner(PlannerName(name)),
                status: CircuitBreakerStatus(
                    mode: .automatic, state: .closed, lastTransition: nil, nextProbe: nil,
                    counts: CircuitBreakerCounts(),
                    refusals: 0)
            )
        }
        let text = Exposition.text(
            of: [metrics.readings(of: RouterStanding(planners: ["main", "backup"], circuits: circuits))],
            MetricDefinition.all, as: .usual)
        for line in [
            #"toolrouter_planner_attempts_total{planner="main"} 1"#,
            #"toolrouter_planner_attempts_total{planner="backup"} 2"#,
            #"toolrouter_planner_retries_total{planner="main"} 1"#,
            #"toolrouter_planner_retries_total{planner="backup"} 0"#,
            #"toolrouter_planner_calls_refused_total{planner="backup"} 1"#,
            #"toolrouter_circuit_refusals_total{planner="main"} 1"#,
            #"toolrouter_planner_passed_over_total{planner="main"} 1"#,
            #"toolrouter_planner_repairs_total{planner="backup"} 1"#,
            #"toolrouter_circuit_transitions_total{planner="main",role="current",state="open"} 1"#,
            #"toolrouter_circuit_transitions_total{planner="backup",role="current",state="open"} 0"#,
            #"toolrouter_circuit_state{planner="backup",role="current",state="closed"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }
}
