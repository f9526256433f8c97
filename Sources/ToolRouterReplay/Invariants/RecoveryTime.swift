package import ToolRouter

/// How long a router takes at most to be well again, once all that is outside of it is.
package enum RecoveryTime {
    /// What is added to all, since the last moment of an open time still belongs to it.
    private static let margin = Duration.milliseconds(1)

    /// The least time after which nothing keeps a router of this configuration from answering as if nothing had happened.
    ///
    /// A call that was made just before the last fault ended lasts as long as an attempt may. Its failure opens the circuit, which
    /// stays open for the longest time that it may; or it was a probe, which is taken for lost after an attempt's time. Then the
    /// next call closes the circuit. Stores outside are left alone likewise. Allowances are no part of it: a caller who has
    /// used one up waits for it, fault or not.
    ///
    /// - Parameter longestPause: the longest pause that failures asked for, such as the `Retry-After` of an injected error; a
    ///   circuit honours it up to `breaker.maximumOpen`.
    package static func of(_ configuration: RouterConfiguration, longestPause: Duration = .zero) -> Duration {
        let call = max(configuration.attemptTimeout, configuration.attemptTimeouts.values.max() ?? .zero)
        let (breaker, stores) = (configuration.breaker, configuration.stores)
        let planner = call + max(call, longestOpen(breaker, longestPause))
        let store = stores.budget + max(stores.budget, longestOpen(stores.breaker, .zero))
        return max(planner, store) + margin
    }

    /// The longest time that a circuit stays open when nobody orders it to.
    private static func longestOpen(_ breaker: CircuitBreakerConfiguration, _ pause: Duration) -> Duration {
        let cap = max(breaker.openFor, breaker.maximumOpen)
        guard breaker.openGrowth == .one else { return cap }
        let millionths = Int128(1_000_000 + breaker.openJitter.millionths)
        let own = Int64(clamping: Int128(breaker.openFor.wholeNanoseconds) * millionths / 1_000_000)
        return min(cap, max(.nanoseconds(own), pause))
    }
}
