/// The buckets in which tokens are counted and priced, by the words they have in files.
public enum TokenBucket: String, Hashable, CaseIterable, Sendable {
    case input
    case cachedInput = "cached_input"
    case cacheWrite = "cache_write"
    case longCacheWrite = "cache_write_1h"
    case output
    case reasoning
}
