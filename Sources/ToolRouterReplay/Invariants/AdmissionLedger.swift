import ToolRouter

/// What the keys of one limit were admitted beyond its rate, in nanoseconds of that rate.
///
/// Keys are kept in two generations by their last admission. A key whose last one is a whole allowance's time ago has no
/// excess left and is like one never seen, so that the older generation can be forgotten at once.
struct AdmissionLedger<Key: Hashable> {
    private struct Excess {
        let nanoseconds: Int128
        let at: Timestamp

        func left(at now: Timestamp) -> Int128 {
            max(0, nanoseconds - Int128(now.nanoseconds - at.nanoseconds))
        }
    }

    private let scope: String
    private let limit: RateLimit
    /// What one admission weighs: the time in which the rate allows one, in whole nanoseconds as limits are kept.
    private let weight: Int128
    private var young: [Key: Excess] = [:]
    private var old: [Key: Excess] = [:]
    private var youngSince = Timestamp(nanoseconds: .min)

    init(_ scope: String, _ limit: RateLimit) {
        self.scope = scope
        self.limit = limit
        weight = Int128(limit.per.wholeNanoseconds) / Int128(limit.requests)
    }

    /// The keys that are remembered.
    var count: Int { young.count + old.count }

    /// The largest excess that the limit allows.
    private var allowed: Int128 { weight * Int128(limit.burst) }

    /// Counts an admission of `key`; what it exceeds is returned.
    mutating func admit(_ key: Key, at now: Timestamp) -> Discrepancy? {
        forget(at: now)
        let excess = weight + ((young[key] ?? old[key])?.left(at: now) ?? 0)
        young[key] = Excess(nanoseconds: excess, at: now)
        guard excess > allowed else { return nil }
        let early = Duration.nanoseconds(Int64(clamping: excess - allowed))
        return Discrepancy(
            expected: "\(scope) limit: at most \(limit.burst) at once and \(limit.requests) in \(limit.per.words)",
            found: "a request admitted \(early.words) too early")
    }

    private mutating func forget(at now: Timestamp) {
        guard Int128(now.nanoseconds) - Int128(youngSince.nanoseconds) >= allowed else { return }
        old = young
        young = [:]
        youngSince = now
    }
}
