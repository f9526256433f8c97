import Synchronization

/// An answer cache that many requests share. Its lock is held for decisions only: an entry is weighed before, and what
/// had to go is freed after it, since either takes as long as the entry is large.
final class SharedAnswerCache<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    let cache: Mutex<AnswerCache<Key, Entry>>
    private let weigh: @Sendable (Entry) -> Int

    /// Shares `cache`, whose entries have so many bytes as `weigh` says.
    init(_ cache: consuming sending AnswerCache<Key, Entry>, weigh: @escaping @Sendable (Entry) -> Int) {
        self.cache = Mutex(cache)
        self.weigh = weigh
    }

    /// How much is stored.
    var size: AnswerStoreSize { cache.withLock { AnswerStoreSize(answers: $0.count, bytes: $0.bytes) } }

    /// The entry of `key`, fresh or within the time it is kept after that; nil when there is none.
    func find(_ key: Key, at now: Timestamp) -> AnswerCache<Key, Entry>.Found? {
        var removed: [Entry] = []
        return cache.withLock { cache in
            DecisionSlip.stamp()
            return cache.find(key, at: now, removed: &removed)
        }
    }

    /// Stores `entry`, which was made at `madeAt`, in place of what was stored for `key`; false when it is too large or too old.
    func store(_ entry: Entry, for key: Key, madeAt: Timestamp? = nil, at now: Timestamp) -> Bool {
        let bytes = weigh(entry)
        var removed: [Entry] = []
        return cache.withLock { cache in
            DecisionSlip.stamp()
            return cache.store(entry, for: key, bytes: bytes, madeAt: madeAt, at: now, removed: &removed)
        }
    }

    /// Removes and returns the entry of `key`, fresh or not.
    @discardableResult
    func remove(_ key: Key) -> Entry? {
        cache.withLock { $0.remove(key) }
    }
}
