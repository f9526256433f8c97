import ToolRouter

/// Fingerprints of what was stored under recent keys: of every answer that a cache of so many entries can still hold, in
/// bounded memory.
///
/// Keys are kept in two generations by their last use; when the younger one is full the older one is forgotten. A cache
/// that makes room by least recent use holds no key that more than twice its entries were used after: those it holds
/// itself, and those of its size that expired meanwhile.
struct RecentStores {
    private let generation: Int
    private var young: [UInt64: UInt64] = [:]
    private var old: [UInt64: UInt64] = [:]

    /// - Parameter entries: the most answers the cache holds.
    init(entries: Int) {
        generation = max(1, 2 * entries)
    }

    /// The keys that are remembered.
    var count: Int { young.count + old.count }

    /// Notes what was stored under `key`.
    mutating func remember(_ fingerprint: UInt64, under key: CacheKey) {
        if young.count >= generation {
            old = young
            young = [:]
        }
        young[Self.short(key)] = fingerprint
    }

    /// What was stored under `key` last; nil when nothing was, or so long ago that no cache of this size holds it.
    mutating func use(_ key: CacheKey) -> UInt64? {
        if let fingerprint = young[Self.short(key)] { return fingerprint }
        guard let fingerprint = old[Self.short(key)] else { return nil }
        remember(fingerprint, under: key)
        return fingerprint
    }

    /// 64 bits of the key's hash.
    private static func short(_ key: CacheKey) -> UInt64 {
        key.prefix
    }
}
