import ToolRouter

extension MetricDefinition {
    /// Those of stores outside of the process, such as a Redis; there are none without one.
    static let stores = [
        MetricDefinition(
            "toolrouter_store_circuit_state", .gauge,
            "1 for the state that a look into the store outside would meet now.", labels: ["store", "state"]
        ) { readings in
            readings.standing.stores.flatMap { store, status in
                CircuitBreakerState.allCases.map { state in
                    MetricSample([store.rawValue, state.rawValue], status.state == state ? 1 : 0)
                }
            }
        },
        MetricDefinition(
            "toolrouter_store_failures_total", .counter,
            "How often a store outside had nothing to say, by the reason: the request went on without.",
            labels: ["store", "reason"]
        ) { readings in
            readings.standing.stores.flatMap { store, _ in
                StoreFailure.allCases.map { failure in
                    let trouble = StoreTrouble(outside: store, failure: failure)
                    return MetricSample([store.rawValue, failure.rawValue], readings.totals.storeFailures[trouble])
                }
            }
        },
        MetricDefinition(
            "toolrouter_rate_limit_local_decisions_total", .counter,
            "Decisions on requests that this process made by itself, although others share its limits.",
            labels: ["decision"]
        ) { readings in
            guard readings.standing.stores.contains(where: { $0.outside == .limiter }) else { return [] }
            let limits = readings.totals.limits
            return [true, false].map { isAllowed in
                MetricSample([isAllowed ? "allowed" : "refused"], limits.local(isAllowed: isAllowed))
            }
        },
    ]
}
