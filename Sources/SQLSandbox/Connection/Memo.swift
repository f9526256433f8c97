/// Remembers what was found out lately, up to a bound in bytes, at the cost of one or two look-ups.
///
/// Entries live in two generations. When the younger one is full it becomes the older one, and what nobody has asked
/// for since it was the younger one is forgotten.
package struct Memo<Key: Hashable, Value> {
    /// What an entry takes beside its own bytes, about: its place in a dictionary, and the objects that it is made of.
    @usableFromInline static var overhead: Int { 256 }

    @usableFromInline var young: [Key: (value: Value, bytes: Int)] = [:]
    @usableFromInline var old: [Key: (value: Value, bytes: Int)] = [:]
    @usableFromInline var youngBytes = 0
    @usableFromInline let capacity: Int

    /// Holds entries of `bytes` in all. What alone takes more than half of that is not remembered.
    @inlinable
    package init(bytes: Int) {
        precondition(bytes >= 2, "a memo holds at least 2 bytes, found \(bytes)")
        capacity = bytes / 2
    }

    /// What is remembered of `key`.
    @inlinable
    package mutating func value(for key: Key) -> Value? {
        if let entry = young[key] { return entry.value }
        guard let entry = old.removeValue(forKey: key) else { return nil }
        remember(entry.value, for: key, counted: entry.bytes)
        return entry.value
    }

    /// Remembers `value`, which takes `bytes` with its key and whatever it refers to.
    @inlinable
    package mutating func remember(_ value: Value, for key: Key, bytes: Int) {
        remember(value, for: key, counted: bytes + Self.overhead)
    }

    @usableFromInline
    mutating func remember(_ value: Value, for key: Key, counted bytes: Int) {
        guard bytes <= capacity else { return }
        let replaced = young[key]?.bytes ?? 0
        if youngBytes - replaced + bytes > capacity {
            old = young
            young = [:]
            youngBytes = 0
        }
        youngBytes += bytes - (young[key]?.bytes ?? 0)
        young[key] = (value, bytes)
    }

    /// Forgets everything.
    package mutating func removeAll() {
        young = [:]
        old = [:]
        youngBytes = 0
    }
}

extension Memo: Sendable where Key: Sendable, Value: Sendable {}
