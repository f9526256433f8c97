/// When a circuit opens, for how long, and how it is tried again.
public struct CircuitBreakerConfiguration: Hashable, Sendable {
    /// How the probes of a half-open circuit decide about it.
    public enum Verdict: String, Hashable, CaseIterable, Sendable {
        /// The first failure opens it, as many successes as there are probes close it.
        case firstFailure = "first_failure"
        /// When all probes have a result, the failure and slow-call ratios that open it decide, as in resilience4j.
        case ratio
    }

    /// Who decides about the circuit from the start. Default: the circuit itself.
    public var mode = CircuitBreakerMode.automatic

    /// The failures within `window` that open the circuit, at least 1; nil switches this off. Default 5.
    public var failures: Int?
    /// The time calls are counted in; a failure exactly this old still counts for `failures`. Default 60 s.
    public var window: Duration
    /// The failures in a row that open the circuit, at least 1; neither a success nor a failure comes from a neutral
    /// outcome. Default nil, off.
    public var consecutiveFailures: Int?
    /// The share of failures within the window that opens the circuit, reached or exceeded. Default nil, off.
    public var failureRatio: Ratio?
    /// The share of slow calls within the window that opens the circuit, reached or exceeded. Default nil, off.
    public var slowRatio: Ratio?
    /// A call that takes longer than this is slow, whether it fails or not. Default 10 s.
    public var slowCall: Duration = .seconds(10)
    /// The calls there must be within the window before a ratio opens the circuit; at least 1. Default 20.
    public var minimumCalls = 20
    /// The buckets that the window of the ratios slides by; 1 to 1,000. Default 10.
    public var buckets = 10

    /// The time the circuit stays open, its last moment included; longer where the provider asked for more. A probe
    /// that has not ended after this time, nor after the longest time a call may take, is taken for lost. Default 30 s.
    public var openFor: Duration
    /// What the open time is multiplied with for each time the circuit opens again before it has closed; at least 1.
    /// Default 1.
    public var openGrowth = Ratio.one
    /// The longest open time, whatever grew or asked for it; never less than `openFor`. Default 1 h.
    public var maximumOpen: Duration = .seconds(3_600)
    /// The share of the open time that a keyed draw adds or takes away at most, so that routers do not probe together.
    /// Default 0.
    public var openJitter = Ratio.zero
    /// The probes admitted at once while half-open, and the results that decide; at least 1. Default 1.
    public var probes: Int
    /// How they decide. Default: the first failure opens.
    public var verdict = Verdict.firstFailure

    public init(
        failures: Int? = 5, window: Duration = .seconds(60), openFor: Duration = .seconds(30), probes: Int = 1
    ) {
        self.failures = failures
        self.window = window
        self.openFor = openFor
        self.probes = probes
    }

    /// Traps with what is wrong; configuration files are checked before they get here.
    func check() {
        precondition((failures ?? 1) >= 1, "failures must be at least 1, found \(failures ?? 1)")
        precondition(
            (consecutiveFailures ?? 1) >= 1,
            "consecutiveFailures must be at least 1, found \(consecutiveFailures ?? 1)")
        precondition(window >= .zero, "window must not be negative, found \(window)")
        precondition(
            (failureRatio ?? .one) > .zero && (slowRatio ?? .one) > .zero, "a ratio that opens must be above 0")
        precondition(slowCall >= .zero, "slowCall must not be negative, found \(slowCall)")
        precondition(minimumCalls >= 1, "minimumCalls must be at least 1, found \(minimumCalls)")
        precondition((1...1_000).contains(buckets), "buckets must be 1 to 1,000, found \(buckets)")
        precondition(openFor >= .zero, "openFor must not be negative, found \(openFor)")
        precondition(openGrowth >= .one, "openGrowth must be at least 1, found \(openGrowth.decimalText)")
        precondition(
            (.zero ... .one).contains(openJitter), "openJitter must be 0 to 1, found \(openJitter.decimalText)")
        precondition(probes >= 1, "probes must be at least 1, found \(probes)")
        precondition(
            verdict != .ratio || failureRatio != nil || slowRatio != nil,
            "a verdict by ratio needs a failureRatio or a slowRatio")
    }
}
