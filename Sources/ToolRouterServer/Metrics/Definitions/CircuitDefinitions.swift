import ToolRouter

extension MetricDefinition {
    private static let place = ["planner", "role"]

    static let circuits = [
        MetricDefinition(
            "toolrouter_circuit_state", .gauge, "1 for the state that a call to the planner would meet now.",
            labels: place + ["state"]
        ) { samples($0, of: CircuitBreakerState.self) { _, status, state in status.state == state ? 1 : 0 } },
        MetricDefinition(
            "toolrouter_circuit_mode", .gauge, "1 for who decides about the circuit: itself, or an operator.",
            labels: place + ["mode"]
        ) { samples($0, of: CircuitBreakerMode.self) { _, status, mode in status.mode == mode ? 1 : 0 } },
        MetricDefinition(
            "toolrouter_circuit_transitions_total", .counter, "Changes of the circuit, by the state it changed to.",
            labels: place + ["state"]
        ) { readings in
            samples(readings, of: CircuitBreakerState.self) { circuit, _, state in
                transitions(of: circuit, readings.totals)[state]
            }
        },
        MetricDefinition(
            "toolrouter_circuit_refusals_total", .counter,
            "Calls to a planner that serves that its open circuit did not let through.", labels: ["planner"]
        ) { samples($0, \.circuitRefusals) },
    ]

    /// A sample of each circuit for each of the words.
    private static func samples<Word: CaseIterable & RawRepresentable<String>>(
        _ readings: MetricReadings, of words: Word.Type, _ count: (Circuit, CircuitBreakerStatus, Word) -> Int
    ) -> [MetricSample] {
        readings.standing.circuits.flatMap { circuit, status in
            words.allCases.map {
                MetricSample(labels(of: circuit) + [$0.rawValue], count(circuit, status, $0))
            }
        }
    }

    private static func transitions(of circuit: Circuit, _ totals: Totals) -> Tally<CircuitBreakerState> {
        switch circuit {
        case .planner(let name): totals.planners[name]?.circuitTransitions ?? Tally()
        case .candidate(let name): totals.shadows[name]?.circuitTransitions ?? Tally()
        }
    }

    private static func labels(of circuit: Circuit) -> [String] {
        switch circuit {
        case .planner(let name): [name.text, PlannerRole.current.rawValue]
        case .candidate(let name): [name.text, PlannerRole.candidate.rawValue]
        }
    }
}
