/// How many scenarios reached what: scenarios that reach nothing prove nothing.
package struct Coverage: Sendable {
    /// Scenarios so far.
    package private(set) var scenarios = 0
    /// Their requests.
    package private(set) var requests = 0
    /// The scenarios that reached a thing, by its name.
    package private(set) var counts: [String: Int] = [:]

    /// So many scenarios reach all that is required, at the latest.
    package static let enough = 500

    package init() {}

    package mutating func add(_ result: TrialResult) {
        scenarios += 1
        requests += result.requests
        for word in result.reached { counts[word, default: 0] += 1 }
    }

    /// What is required and was not reached, sorted; none before there were enough scenarios.
    package var missing: [String] {
        scenarios < Self.enough ? [] : Self.required.filter { counts[$0] == nil }
    }
}
