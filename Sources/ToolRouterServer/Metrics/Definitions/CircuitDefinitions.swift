import ToolRouter

extension MetricDefinition {
    private static let place = ["planner", "role"]

    static let circuits = [
        MetricDefinition(
            "toolrouter_circuit_state", .gauge, "1 for the state that a call to the planner would meet now.",
            labels: place + ["state"]
        ) { readings in
            readings.standing.circuits.flatMap { circuit, status in
                CircuitBreakerState.allCases.map { state in
                    MetricSample(labels(of: circuit, readings) + [state.rawValue], status.state == state ? 1 : 0)
                }
            }
        },
        MetricDefinition(
            "toolrouter_circuit_mode", .gauge, "1 for who decides about the circuit: itself, or an operator.",
            labels: place + ["mode"]
        ) { readings in
            readings.standing.circuits.flatMap { circuit, status in
                CircuitBreakerMode.allCases.map { mode in
                    MetricSample(labels(of: circuit, readings) + [mode.rawValue], status.mode == mode ? 1 : 0)
                }
            }
        },
        MetricDefinition(
            "toolrouter_circuit_transitions_total", .counter, "Changes of the circuit, by the state it changed to.",
            labels: place + ["state"]
        ) { readings in
            readings.standing.circuits.flatMap { circuit, _ in
                CircuitBreakerState.allCases.map { state in
                    MetricSample(
                        labels(of: circuit, readings) + [state.rawValue],
                        transitions(of: circuit, readings.totals)[state]
                    )
                }
            }
        },
        MetricDefinition(
            "toolrouter_circuit_refusals_total", .counter,
            "Calls to the current planner that an open circuit did not let through.", labels: ["planner"]
        ) {
            [MetricSample([$0.standing.planner.text], $0.totals.circuitRefusals)]
        },
    ]

    private static func transitions(of circuit: Circuit, _ totals: Totals) -> Tally<CircuitBreakerState> {
        switch circuit {
        case .current: totals.circuitTransitions
        case .candidate(let name): totals.shadows[name]?.circuitTransitions ?? Tally()
        }
    }

    private static func labels(of circuit: Circuit, _ readings: MetricReadings) -> [String] {
        switch circuit {
        case .current: [readings.standing.planner.text, PlannerRole.current.rawValue]
        case .candidate(let name): [name.text, PlannerRole.candidate.rawValue]
        }
    }
}
