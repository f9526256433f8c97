/// What a circuit is to: one model of one planner.
public struct CircuitKey: Hashable, Sendable {
    /// Who is asked.
    public let planner: PlannerName
    /// The model it asks.
    public let model: String

    public init(planner: PlannerName, model: String) {
        self.planner = planner
        self.model = model
    }
}

/// A circuit breaker for each planner and model, so that one that is ill does not stop another.
public struct CircuitBreakers: Sendable {
    private var breakers: [CircuitKey: CircuitBreaker] = [:]
    /// The circuits there are, in the order they were named.
    public let circuits: [CircuitKey]

    /// A circuit for each of `keys`, all alike but for their draws; every call is settled within `maximumCall`.
    public init(
        _ keys: [CircuitKey], _ configuration: CircuitBreakerConfiguration, maximumCall: Duration = .zero,
        draw: KeyedDraw
    ) {
        var distinct: [CircuitKey] = []
        for key in keys where breakers[key] == nil {
            breakers[key] = CircuitBreaker(
                configuration, maximumCall: maximumCall, draw: draw, key: "\(key.planner)/\(key.model)")
            distinct.append(key)
        }
        circuits = distinct
    }

    /// The circuit to `key`; traps for one that was not named.
    public subscript(key: CircuitKey) -> CircuitBreaker {
        get { breakers[key]! }
        _modify { yield &breakers[key]! }
    }
}
