/// The probes of a half-open circuit.
struct CircuitBreakerProbes: Sendable {
    /// What became of the probes that ended.
    private(set) var counts = CircuitBreakerCounts()
    /// The latest moment until which one of them asked for patience; the smallest number when none did.
    private(set) var latestRetry = Int64.min
    /// The probes still under way, in the order they began.
    private var underWay: [(number: UInt64, since: Int64)] = []

    /// When the oldest probe under way began.
    var oldest: Int64? { underWay.first?.since }

    /// The probes still under way.
    var countUnderWay: Int { underWay.count }

    /// Whether one more probe keeps those under way and those with a result within `limit`.
    func hasRoom(for limit: Int) -> Bool {
        underWay.count + counts.calls < limit
    }

    mutating func begin(_ number: UInt64, at now: Int64) {
        underWay.append((number, now))
    }

    /// Takes a probe that has ended off the list; false when its place was given back before.
    mutating func end(
        _ number: UInt64, _ outcome: CircuitBreakerOutcome, isSlow: Bool, retryAt: Int64
    ) -> Bool {
        guard let index = underWay.firstIndex(where: { $0.number == number }) else { return false }
        underWay.remove(at: index)
        counts.add(outcome, isSlow: isSlow)
        latestRetry = max(latestRetry, retryAt)
        return true
    }

    /// Gives back the places of probes under way for longer than `patience`.
    mutating func giveUpLost(after patience: Int64, at now: Int64) {
        guard let oldest, now.subtractingClamped(oldest) > patience else { return }
        underWay.removeAll { now.subtractingClamped($0.since) > patience }
    }

    /// Forgets every probe.
    mutating func clear() {
        counts = CircuitBreakerCounts()
        latestRetry = .min
        underWay.removeAll(keepingCapacity: true)
    }
}
