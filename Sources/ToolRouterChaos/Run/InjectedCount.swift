/// How often faults of one kind were applied to the calls of one target.
package struct InjectedCount: Hashable, Sendable {
    /// Its target, as a fault plan says it.
    package let target: String
    /// Its kind.
    package let kind: String
    /// Calls whose draw said yes.
    package var wanted: Int
    /// Calls that were spoilt.
    package var injected: Int

    package init(target: String, kind: String, wanted: Int, injected: Int) {
        self.target = target
        self.kind = kind
        self.wanted = wanted
        self.injected = injected
    }
}

/// Counts by target and kind.
package struct InjectedCounts: Hashable, Sendable {
    private struct Place: Hashable {
        let target: String
        let kind: String
    }

    private var counts: [Place: InjectedCount] = [:]

    package init() {}

    /// Adds what one rule, or one schedule, came to.
    package mutating func add(_ count: InjectedCount) {
        let place = Place(target: count.target, kind: count.kind)
        var sum = counts[place] ?? InjectedCount(target: count.target, kind: count.kind, wanted: 0, injected: 0)
        sum.wanted += count.wanted
        sum.injected += count.injected
        counts[place] = sum
    }

    /// All of them, sorted by target and kind.
    package var all: [InjectedCount] {
        counts.values.sorted { ($0.target, $0.kind) < ($1.target, $1.kind) }
    }

    /// Calls that were spoilt, of all targets and kinds.
    package var injected: Int { counts.values.reduce(0) { $0 + $1.injected } }
}
