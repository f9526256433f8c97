import ToolRouter

/// What an invariant remembers of an answer that was stored.
struct RecentStore: Equatable {
    /// 64 bits of each answer that may be found, the latest first.
    private(set) var fingerprints: [UInt64]
    /// 64 bits of whose it is; nil where nobody knows.
    let owner: UInt64?

    init(fingerprint: UInt64, owner: UInt64?) {
        fingerprints = [fingerprint]
        self.owner = owner
    }

    /// The same where a store may still have `former` ones, of which so many count.
    func besides(_ former: RecentStore?, most count: Int) -> RecentStore {
        guard let former, former.owner == owner else { return self }
        var store = self
        store.fingerprints += former.fingerprints.prefix(count)
        return store
    }
}

/// What was stored under recent keys: of every answer that a cache of so many entries can still hold, in bounded memory.
///
/// Keys are kept in two generations by their last use; when the younger one is full the older one is forgotten. A cache
/// that makes room by least recent use holds no key that more than twice its entries were used after: those it holds
/// itself, and those of its size that expired meanwhile.
struct RecentStores {
    private let generation: Int
    private var young: [UInt64: RecentStore] = [:]
    private var old: [UInt64: RecentStore] = [:]

    /// - Parameter entries: the most answers the cache holds.
    init(entries: Int) {
        generation = max(1, 2 * entries)
    }

    /// The keys that are remembered.
    var count: Int { young.count + old.count }

    /// Notes what was stored under `key`.
    mutating func remember(_ store: RecentStore, under key: CacheKey) {
        if young.count >= generation {
            old = young
            young = [:]
        }
        young[Self.short(key)] = store
    }

    /// What was stored under `key` last; nil when nothing was, or so long ago that no cache of this size holds it.
    mutating func use(_ key: CacheKey) -> RecentStore? {
        if let store = young[Self.short(key)] { return store }
        guard let store = old[Self.short(key)] else { return nil }
        remember(store, under: key)
        return store
    }

    /// 64 bits of the key's hash.
    private static func short(_ key: CacheKey) -> UInt64 {
        key.prefix
    }
}
