/// The answer cache of one process.
public final class InMemoryAnswerStore: AnswerStore {
    private let cache: SharedAnswerCache<CacheKey, StoredAnswer>
    private let entryBytes: Int
    private let keepsJSON: Bool

    /// Keeps each answer for `ttl`, and for `staleIfError` more in case the planner fails; at most `entries` of them, each
    /// of at most `entryBytes` and together of at most `bytes`, estimated.
    ///
    /// - Parameter keepsJSON: whether rows are written as JSON when they are stored, which a service says again with every
    ///   hit; that counts in their bytes, and is left out where an answer would be too large with it.
    public init(
        ttl: Duration, entries: Int, staleIfError: Duration = .zero, entryBytes: Int = .max, bytes: Int = .max,
        keepsJSON: Bool = false
    ) {
        self.entryBytes = entryBytes
        self.keepsJSON = keepsJSON
        cache = SharedAnswerCache(
            AnswerCache(ttl: ttl, entries: entries, staleFor: staleIfError, entryBytes: entryBytes, bytes: bytes),
            weigh: \.bytes)
    }

    public var mayWait: Bool { false }

    public var size: AnswerStoreSize? { cache.size }

    public func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer? {
        guard let found = cache.find(key, at: now) else { return nil }
        var answer = found.entry
        answer.freshFor = found.freshFor
        return answer
    }

    public func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async -> Bool {
        var answer = answer
        if keepsJSON { answer.result.keepJSON(within: entryBytes - answer.bytes) }
        return cache.store(answer, for: key, madeAt: answer.storedAt, at: now)
    }

    public func remove(_ key: CacheKey, at now: Timestamp) async {
        cache.remove(key)
    }
}
