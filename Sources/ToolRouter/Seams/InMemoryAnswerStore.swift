import Synchronization

/// The answer cache of one process.
public final class InMemoryAnswerStore: AnswerStore {
    private let cache: Mutex<AnswerCache<CacheKey, StoredAnswer>>

    /// Keeps each answer for `ttl`, and at most `entries` of them.
    public init(ttl: Duration, entries: Int) {
        cache = Mutex(AnswerCache(ttl: ttl, entries: entries))
    }

    public func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer? {
        cache.withLock { $0.entry(for: key, at: now)?.0 }
    }

    public func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async {
        cache.withLock { $0.store(answer, for: key, at: now) }
    }

    public func remove(_ key: CacheKey, at now: Timestamp) async {
        _ = cache.withLock { $0.remove(key) }
    }
}
