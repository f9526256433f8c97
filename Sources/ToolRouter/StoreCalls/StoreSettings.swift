/// How a router gets on with stores outside of its process: the answer cache and the allowances that several processes
/// share. None of them holds a request up for longer than this says, and none makes one fail.
public struct StoreSettings: Hashable, Sendable {
    /// The time that one request waits for such stores in all; above zero. Default 50 ms.
    public var budget = Duration.milliseconds(50)
    /// When such a store is left alone for a while. Default: after 5 failures within 10 s, for 500 ms, doubled with each time
    /// that it fails again up to 5 s, a fifth more or less.
    public var breaker = StoreSettings.usualBreaker
    /// How many processes share the limits, at least 1: while one of them can't ask for its callers' allowances, it lets through
    /// that part of each limit. Default 2.
    public var replicas = 2

    public init() {}

    private static let usualBreaker: CircuitBreakerConfiguration = {
        var breaker = CircuitBreakerConfiguration(failures: 5, window: .seconds(10), openFor: .milliseconds(500))
        breaker.openGrowth = Ratio(millionths: 2_000_000)
        breaker.maximumOpen = .seconds(5)
        breaker.openJitter = Ratio(millionths: 200_000)
        return breaker
    }()
}
