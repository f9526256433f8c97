import ToolRouter

/// What the keys of one limit were admitted beyond its rate, in nanoseconds of that rate.
///
/// Keys are kept in two generations by their last admission. A key whose last one is a whole allowance's time ago has no
/// excess left, unless it owes what it spent later, and is like one never seen, so that the older generation can be
/// forgotten but for those who owe.
struct AdmissionLedger<Key: Hashable> {
    private struct Excess {
        let nanoseconds: Int128
        let at: Timestamp

        func left(at now: Timestamp) -> Int128 {
            max(0, nanoseconds - (Int128(now.nanoseconds) - Int128(at.nanoseconds)))
        }
    }

    /// The longest time that a debt is held against anybody beyond an allowance's own time: an hour.
    private static var longestDebt: Int128 { 3_600_000_000_000 }

    private let name: String
    private let limit: RateLimit
    /// What one request or token weighs: the time in which the rate allows one, in whole nanoseconds as limits are kept.
    private let weight: Int128
    private var young: [Key: Excess] = [:]
    private var old: [Key: Excess] = [:]
    private var youngSince = Timestamp(nanoseconds: .min)

    /// - Parameter name: names the limit in reports.
    init(_ name: String, _ limit: RateLimit) {
        self.name = name
        self.limit = limit
        weight = Int128(limit.per.wholeNanoseconds) / Int128(limit.requests)
    }

    /// The keys that are remembered.
    var count: Int { young.count + old.count }

    /// The largest excess that the limit allows.
    private var allowed: Int128 { weight * Int128(limit.burst) }

    /// Counts an admission of `key` for so many requests or tokens; what it exceeds is returned.
    mutating func admit(_ key: Key, for count: Int = 1, at now: Timestamp) -> Discrepancy? {
        guard count > 0 else { return nil }
        let excess = left(of: key, at: now) + weight * Int128(count)
        young[key] = Excess(nanoseconds: excess, at: now)
        guard excess > allowed else { return nil }
        let early = Duration.nanoseconds(Int64(clamping: excess - allowed))
        return Discrepancy(
            expected: "\(name) limit: at most \(limit.burst) at once and \(limit.requests) in \(limit.per.words)",
            found: "a request admitted \(early.words) too early")
    }

    /// Counts what an admitted `key` turned out to spend besides, or takes back what is negative.
    mutating func spend(_ count: Int, of key: Key, at now: Timestamp) {
        let left = left(of: key, at: now)
        let excess = min(left + weight * Int128(count), max(left, allowed + Self.longestDebt))
        young[key] = Excess(nanoseconds: max(0, excess), at: now)
    }

    private mutating func left(of key: Key, at now: Timestamp) -> Int128 {
        forget(at: now)
        return (young[key] ?? old[key])?.left(at: now) ?? 0
    }

    private mutating func forget(at now: Timestamp) {
        guard Int128(now.nanoseconds) - Int128(youngSince.nanoseconds) >= allowed else { return }
        let owing = old.filter { young[$0.key] == nil && $0.value.left(at: now) > 0 }
        old = young
        young = owing
        youngSince = now
    }
}
