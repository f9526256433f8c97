/// Answers by key, each for a time to live, and the least recently used one making room when there are too many.
///
/// Every operation takes constant time: the entries form a doubly linked list inside an array, most recently used
/// first. An expired entry is removed when it is looked up; until then it counts.
public struct AnswerCache<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    private struct Slot: Sendable {
        var content: (key: Key, entry: Entry, storedAt: Timestamp)?
        /// The neighbour used more recently, or -1.
        var newer = -1
        /// The neighbour used less recently, or -1.
        var older = -1
    }

    /// How long an entry stays fresh, the last moment included.
    public let ttl: Duration
    /// The most entries that are kept.
    public let capacity: Int
    private var slots: [Slot] = []
    private var indices: [Key: Int] = [:]
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1

    /// Keeps each entry for `ttl` (at least zero), and at most `entries` (at least 1) of them.
    public init(ttl: Duration, entries: Int) {
        precondition(ttl >= .zero, "a time to live must not be negative, found \(ttl)")
        precondition(entries >= 1, "a cache keeps at least 1 entry, found \(entries)")
        self.ttl = ttl
        capacity = entries
    }

    /// The entries held, expired ones that nobody asked for included.
    public var count: Int { indices.count }

    /// The fresh entry of `key` and its age, marking it as used; nil when there is none.
    ///
    /// An entry whose age is exactly the TTL is still fresh, as in Redis.
    public mutating func entry(for key: Key, at now: Timestamp) -> (entry: Entry, age: Duration)? {
        guard let index = indices[key], let content = slots[index].content else { return nil }
        guard content.storedAt + ttl >= now else {
            remove(key)
            return nil
        }
        unlink(index)
        linkAsNewest(index)
        return (content.entry, max(.zero, now - content.storedAt))
    }

    /// Stores `entry` in place of what was stored for `key`; its time to live starts now.
    public mutating func store(_ entry: Entry, for key: Key, at now: Timestamp) {
        let index = indices[key] ?? freeSlot()
        if slots[index].content != nil { unlink(index) }
        slots[index].content = (key, entry, now)
        indices[key] = index
        linkAsNewest(index)
    }

    /// Removes and returns the entry of `key`, fresh or not.
    @discardableResult
    public mutating func remove(_ key: Key) -> Entry? {
        guard let index = indices.removeValue(forKey: key) else { return nil }
        unlink(index)
        free.append(index)
        defer { slots[index].content = nil }
        return slots[index].content?.entry
    }

    /// A slot without content, if need be that of the least recently used entry.
    private mutating func freeSlot() -> Int {
        if count == capacity, let key = slots[oldest].content?.key { remove(key) }
        if let index = free.popLast() { return index }
        slots.append(Slot())
        return slots.count - 1
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older) = (slots[index].newer, slots[index].older)
        if newer >= 0 { slots[newer].older = older } else { newest = older }
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    }

    private mutating func linkAsNewest(_ index: Int) {
        slots[index].newer = -1
        slots[index].older = newest
        if newest >= 0 { slots[newest].newer = index } else { oldest = index }
        newest = index
    }
}
