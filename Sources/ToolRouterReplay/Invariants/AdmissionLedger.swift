import ToolRouter

/// What the keys of one limit were admitted beyond its rate, in nanoseconds of that rate.
///
/// Keys are kept in two generations by their last admission. A key whose last one is a whole allowance's time ago has no
/// excess left, unless it owes what it spent later, and is like one never seen. So the older generation is forgotten at
/// once, as soon as nobody in it has any excess left.
struct AdmissionLedger<Key: Hashable> {
    /// The longest time that a debt is held against anybody beyond an allowance's own time: an hour.
    private static var longestDebt: Int128 { 3_600_000_000_000 }

    private let name: String
    private let limit: RateLimit
    /// What one request or token weighs: the time in which the rate allows one, in whole nanoseconds as limits are kept.
    private let weight: Int128
    /// When the excess of each key has shrunk to nothing.
    private var young: [Key: Int128] = [:]
    private var old: [Key: Int128] = [:]
    private var youngSince = Timestamp(nanoseconds: .min)
    /// The latest of these moments in each generation.
    private var youngEnd = Int128.min
    private var oldEnd = Int128.min
    /// What was given back beyond the excess of a key at the moment `creditsAt`. It pays for what the same moment brings besides,
    /// since nobody can tell in which order a limiter was told of both, and is lost with the moment.
    private var credits: [Key: Int128] = [:]
    private var creditsAt = Timestamp(nanoseconds: .min)

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
        let excess = excess(of: key, at: now) + weight * Int128(count)
        note(excess, of: key, at: now)
        guard excess > allowed else { return nil }
        let early = Duration.nanoseconds(Int64(clamping: excess - allowed))
        return Discrepancy(
            expected: "\(name) limit: at most \(limit.burst) at once and \(limit.requests) in \(limit.per.words)",
            found: "a request admitted \(early.words) too early")
    }

    /// Whether the limit allows `key` so many requests or tokens now.
    func hasRoom(for key: Key, _ count: Int, at now: Timestamp) -> Bool {
        let excess = excess(of: key, at: now) + weight * Int128(count)
        // What would be paid off after the end of time only is not let in.
        return excess <= allowed && Int128(now.nanoseconds) + excess <= Int128(Int64.max)
    }

    /// Counts what an admitted `key` turned out to spend besides, or takes back what is negative.
    mutating func spend(_ count: Int, of key: Key, at now: Timestamp) {
        let former = excess(of: key, at: now)
        note(min(former + weight * Int128(count), max(former, allowed + Self.longestDebt)), of: key, at: now)
    }

    private func excess(of key: Key, at now: Timestamp) -> Int128 {
        if now == creditsAt, let credit = credits[key] { return credit }
        return (young[key] ?? old[key]).map { max(0, $0 - Int128(now.nanoseconds)) } ?? 0
    }

    private mutating func note(_ excess: Int128, of key: Key, at now: Timestamp) {
        forget(at: now)
        if now != creditsAt, !credits.isEmpty { credits.removeAll(keepingCapacity: true) }
        if excess < 0 {
            creditsAt = now
            credits[key] = excess
        } else if !credits.isEmpty {
            credits[key] = nil
        }
        let end = Int128(now.nanoseconds) + excess
        young[key] = end
        youngEnd = max(youngEnd, end)
    }

    private mutating func forget(at now: Timestamp) {
        let present = Int128(now.nanoseconds)
        guard present - Int128(youngSince.nanoseconds) >= allowed, present >= oldEnd else { return }
        (old, oldEnd) = (young, youngEnd)
        (young, youngEnd) = ([:], .min)
        youngSince = now
    }
}
