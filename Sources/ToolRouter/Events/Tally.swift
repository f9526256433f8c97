/// Counts by name.
public struct Tally<Name: Hashable & Sendable>: Hashable, Sendable {
    private var counts: [Name: Int] = [:]

    public init() {}

    /// Counts `name` once more.
    public mutating func add(_ name: Name) {
        counts[name, default: 0] += 1
    }

    /// Counts `name` so many times more.
    mutating func add(_ name: Name, _ count: Int) {
        counts[name, default: 0] += count
    }

    /// Adds what another tally counted.
    mutating func add(_ other: Self) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// How often `name` was counted.
    public subscript(name: Name) -> Int { counts[name, default: 0] }

    /// How often anything was counted.
    public var total: Int { counts.values.reduce(0, +) }
}
