/// Remembers what was found out lately, up to a bound, at the cost of one or two look-ups.
///
/// Entries live in two generations. When the younger one is full it becomes the older one, and what nobody has asked
/// for since it was the younger one is forgotten.
struct Memo<Key: Hashable, Value> {
    private var young: [Key: (value: Value, weight: Int)] = [:]
    private var old: [Key: (value: Value, weight: Int)] = [:]
    private var youngWeight = 0
    private let capacity: Int

    /// Each generation holds entries of `capacity` in weight, or one entry that is heavier.
    init(capacity: Int) {
        precondition(capacity >= 1, "a memo holds at least 1, found \(capacity)")
        self.capacity = capacity
    }

    /// What is remembered of `key`.
    mutating func value(for key: Key) -> Value? {
        if let entry = young[key] { return entry.value }
        guard let entry = old.removeValue(forKey: key) else { return nil }
        remember(entry.value, for: key, weight: entry.weight)
        return entry.value
    }

    /// Remembers `value`, of a weight of at least 1.
    mutating func remember(_ value: Value, for key: Key, weight: Int = 1) {
        if youngWeight >= capacity {
            old = young
            young = [:]
            youngWeight = 0
        }
        youngWeight += weight - (young[key]?.weight ?? 0)
        young[key] = (value, weight)
    }

    /// Forgets everything.
    mutating func removeAll() {
        young = [:]
        old = [:]
        youngWeight = 0
    }
}

extension Memo: Sendable where Key: Sendable, Value: Sendable {}
