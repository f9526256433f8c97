/// When a circuit opens, for how long, and how it is tried again.
public struct CircuitBreakerConfiguration: Hashable, Sendable {
    /// The failures within `window` that open the circuit; at least 1. Default 5.
    public var failures: Int
    /// The time failures are counted in; one exactly this old still counts. Default 60 s.
    public var window: Duration
    /// The time the circuit stays open, its last moment included; longer where the provider asked for more. A probe
    /// that has not ended after this time is taken for lost. Default 30 s.
    public var openFor: Duration
    /// The probes admitted at once while half-open, and the successes that close the circuit; at least 1. Default 1.
    public var probes: Int

    public init(
        failures: Int = 5, window: Duration = .seconds(60), openFor: Duration = .seconds(30), probes: Int = 1
    ) {
        self.failures = failures
        self.window = window
        self.openFor = openFor
        self.probes = probes
    }
}
