/// Answers by key, each for a time to live, and the least recently used one making room when there are too many or too
/// large ones.
///
/// Every operation takes constant time (making room for a large entry, one step for each that goes): the entries form a
/// doubly linked list inside an array, most recently used first. An entry past its time is kept for `staleFor` more, for
/// whoever has nothing better, and removed when it is looked up after that; until then it counts. A clock that is set
/// back keeps nothing fresh for longer: see `MonotonicTime`.
///
/// Freeing a large entry takes its time. Whoever shares a cache under a lock collects what is removed by `removed:`, and
/// frees it after the lock is released: see `SharedAnswerCache`.
public struct AnswerCache<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    private struct Content: Sendable {
        let key: Key
        let entry: Entry
        let bytes: Int
        let storedAt: Int64
        /// The last moment at which it is fresh.
        var freshUntil: Int64
    }

    private struct Slot: Sendable {
        var content: Content?
        /// The neighbour used more recently, or -1.
        var newer = -1
        /// The neighbour used less recently, or -1.
        var older = -1
    }

    /// How long an entry stays fresh, the last moment included.
    public let ttl: Duration
    /// How long it is kept after that.
    public let staleFor: Duration
    /// The most entries that are kept.
    public let capacity: Int
    /// The most bytes of one entry.
    public let entryBytes: Int
    /// The most bytes of all entries together.
    public let maximumBytes: Int
    /// The bytes held.
    public private(set) var bytes = 0

    private var time = MonotonicTime()
    private var slots: [Slot] = []
    private var indices: [Key: Int] = [:]
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1

    /// Keeps each entry for `ttl` and `staleFor` (at least zero), and at most `entries` (at least 1) of them.
    public init(
        ttl: Duration, entries: Int, staleFor: Duration = .zero, entryBytes: Int = .max, bytes: Int = .max
    ) {
        precondition(ttl >= .zero, "a time to live must not be negative, found \(ttl)")
        precondition(staleFor >= .zero, "a stale time must not be negative, found \(staleFor)")
        precondition(entries >= 1, "a cache keeps at least 1 entry, found \(entries)")
        self.ttl = ttl
        self.staleFor = staleFor
        self.entryBytes = entryBytes
        capacity = entries
        maximumBytes = bytes
    }

    /// The entries held, those past their time that nobody asked for included.
    public var count: Int { indices.count }

    /// An entry as it was found.
    public struct Found: Sendable {
        /// The entry.
        public let entry: Entry
        /// How long ago it was stored.
        public let age: Duration
        /// How long it stays fresh; negative when its time is past.
        public let freshFor: Duration
        /// Whether its time is not past. At the last moment it is still fresh, as in Redis.
        public var isFresh: Bool { freshFor >= .zero }
    }

    /// The fresh entry of `key` and its age, marking it as used; nil when there is none.
    public mutating func entry(for key: Key, at now: Timestamp) -> (entry: Entry, age: Duration)? {
        guard let found = find(key, at: now), found.isFresh else { return nil }
        return (found.entry, found.age)
    }

    /// The entry of `key`, fresh or within the time it is kept after that; nil when there is none. A fresh one is marked as
    /// used: what is only kept makes room before it.
    public mutating func find(_ key: Key, at now: Timestamp) -> Found? {
        var removed: [Entry] = []
        return find(key, at: now, removed: &removed)
    }

    /// The same, adding what is removed to `removed`.
    public mutating func find(_ key: Key, at now: Timestamp, removed: inout [Entry]) -> Found? {
        let now = time.advance(to: now)
        guard let index = indices[key], let content = slots[index].content else { return nil }
        guard content.freshUntil.addingClamped(staleFor.wholeNanoseconds) >= now else {
            remove(key, addingTo: &removed)
            return nil
        }
        if index != newest, content.freshUntil >= now {
            unlink(index)
            linkAsNewest(index)
        }
        return Found(
            entry: content.entry, age: .nanoseconds(now.subtractingClamped(content.storedAt)),
            freshFor: .nanoseconds(content.freshUntil.subtractingClamped(now)))
    }

    /// Stores `entry` of so many `bytes` in place of what was stored for `key`. Whether it was
    /// stored: one that is too large, or that has no time to live, is not, and what it was to replace is gone.
    ///
    /// - Parameter madeAt: when its lifetime starts, where that was before: what comes late is no younger for it; nil is now.
    @discardableResult
    public mutating func store(
        _ entry: Entry, for key: Key, bytes size: Int = 0, lifetime: CacheLifetime = .standard,
        madeAt: Timestamp? = nil, at now: Timestamp
    ) -> Bool {
        var removed: [Entry] = []
        return store(entry, for: key, bytes: size, lifetime: lifetime, madeAt: madeAt, at: now, removed: &removed)
    }

    /// The same, adding what is removed to `removed`: the former entry of `key`, and those that made room.
    public mutating func store(
        _ entry: Entry, for key: Key, bytes size: Int = 0, lifetime: CacheLifetime = .standard,
        madeAt: Timestamp? = nil, at now: Timestamp, removed: inout [Entry]
    ) -> Bool {
        let now = time.advance(to: now)
        let made = min(madeAt?.nanoseconds ?? now, now)
        let former = indices[key].flatMap { slots[$0].content?.freshUntil }
        remove(key, addingTo: &removed)
        guard size <= entryBytes, size <= maximumBytes,
            let freshUntil = freshUntil(lifetime, former: former, at: made),
            freshUntil.addingClamped(staleFor.wholeNanoseconds) >= now
        else { return false }
        while count == capacity || bytes > maximumBytes - size, let key = slots[oldest].content?.key {
            remove(key, addingTo: &removed)
        }
        let index = freeSlot()
        slots[index].content = Content(
            key: key, entry: entry, bytes: size, storedAt: made, freshUntil: freshUntil)
        bytes += size
        indices[key] = index
        linkAsNewest(index)
        return true
    }

    /// Gives the fresh entry of `key` another lifetime, from now; false when there is none, or nothing to change.
    public mutating func expire(_ key: Key, _ lifetime: CacheLifetime, at now: Timestamp) -> Bool {
        guard find(key, at: now)?.isFresh == true, let index = indices[key], let content = slots[index].content,
            let freshUntil = freshUntil(lifetime, former: content.freshUntil, at: time.reading(at: now)),
            freshUntil != content.freshUntil
        else { return false }
        slots[index].content?.freshUntil = freshUntil
        return true
    }

    /// Removes and returns the entry of `key`, fresh or not.
    @discardableResult
    public mutating func remove(_ key: Key) -> Entry? {
        guard let index = indices.removeValue(forKey: key), let content = slots[index].content else { return nil }
        unlink(index)
        free.append(index)
        slots[index].content = nil
        bytes -= content.bytes
        return content.entry
    }

    private mutating func remove(_ key: Key, addingTo removed: inout [Entry]) {
        if let entry = remove(key) { removed.append(entry) }
    }

    /// The last fresh moment of a lifetime that starts now; nil when there is no time in it.
    private func freshUntil(_ lifetime: CacheLifetime, former: Int64?, at now: Int64) -> Int64? {
        switch lifetime {
        case .standard: now.addingClamped(ttl.wholeNanoseconds)
        case .limited(let duration): duration > .zero ? now.addingClamped(duration.wholeNanoseconds) : nil
        case .unlimited: .max
        case .kept: former ?? .max
        }
    }

    private mutating func freeSlot() -> Int {
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

/// How long an entry of a cache is fresh.
public enum CacheLifetime: Hashable, Sendable {
    /// As long as the cache's time to live.
    case standard
    /// For a time of its own, above zero.
    case limited(Duration)
    /// For ever.
    case unlimited
    /// As long as what it replaces; for ever when it replaces nothing.
    case kept
}
