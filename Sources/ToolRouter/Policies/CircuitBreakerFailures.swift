/// The failures a closed circuit remembers: those within its window, each with its moment, so the count is exact.
struct CircuitBreakerFailures: Sendable {
    private var failures: [(at: Timestamp, retryAt: Timestamp)] = []

    /// The failures within the window at the time of the last one.
    var count: Int { failures.count }

    /// The latest moment until which a remembered failure asked for patience; nil without failures.
    var latestRetry: Timestamp? { failures.map(\.retryAt).max() }

    /// Adds a failure and drops those older than `window`; one exactly that old stays.
    mutating func add(at now: Timestamp, retryAfter: Duration?, window: Duration) {
        let fresh = failures.firstIndex { $0.at + window >= now } ?? failures.endIndex
        failures.removeFirst(fresh)
        failures.append((now, now + (retryAfter ?? .zero)))
    }
}
