/// The probes of a half-open circuit.
struct CircuitBreakerProbes: Sendable {
    /// The probes that succeeded.
    var successes = 0
    /// The probes still under way, in the order they began.
    private var underWay: [(number: UInt64, since: Timestamp)] = []

    /// When the oldest probe under way began.
    var oldest: Timestamp? { underWay.first?.since }

    /// Whether one more probe keeps those under way and those that succeeded within `limit`.
    func hasRoom(for limit: Int) -> Bool {
        underWay.count + successes < limit
    }

    mutating func begin(_ number: UInt64, at now: Timestamp) {
        underWay.append((number, now))
    }

    /// Takes a probe that has ended off the list; false when its place was given back before.
    mutating func end(_ number: UInt64) -> Bool {
        guard let index = underWay.firstIndex(where: { $0.number == number }) else { return false }
        underWay.remove(at: index)
        return true
    }

    /// Gives back the places of probes under way for longer than `patience`.
    mutating func giveUpLost(after patience: Duration, at now: Timestamp) {
        underWay.removeAll { $0.since + patience < now }
    }
}
