/// What a replay's invariants found.
package struct InvariantFindings: Sendable {
    /// How many breaches of each invariant are kept in full; the rest is counted.
    package static let kept = 1_000

    /// The names of all invariants, in the order of the reports.
    package let names: [String]
    /// How often each broke.
    private var counts: [String: Int] = [:]
    /// The first breaches, in the order they happened; at most `kept` of each invariant.
    package private(set) var breaches: [Breach] = []

    package init(names: [String]) {
        self.names = names
    }

    /// Whether any of them broke.
    package var isBroken: Bool { !counts.isEmpty }
    /// Breaches that were counted but not kept.
    package var omitted: Int { counts.values.reduce(0, +) - breaches.count }
    /// Those that broke, in the order of the reports.
    package var broken: [String] { names.filter { count(of: $0) > 0 } }

    /// How often the invariant of that name broke.
    package func count(of name: String) -> Int { counts[name, default: 0] }

    /// How often the invariant of that name broke, in words.
    package func frequency(of name: String) -> String {
        count(of: name) == 1 ? "once" : "\(count(of: name)) times"
    }

    /// The first breaches of the invariant of that name, at most `limit`.
    package func breaches(of name: String, limit: Int) -> [Breach] {
        Array(breaches.lazy.filter { $0.invariant == name }.prefix(limit))
    }

    package mutating func add(_ breach: Breach) {
        let count = count(of: breach.invariant) + 1
        counts[breach.invariant] = count
        if count <= Self.kept { breaches.append(breach) }
    }
}
