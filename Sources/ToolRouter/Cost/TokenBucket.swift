/// One kind of tokens that providers count, under the name that recordings have for it.
public enum TokenBucket: String, Hashable, CaseIterable, Sendable {
    /// Tokens of the prompt.
    case input
    /// Tokens of the prompt that were read from the provider's cache.
    case cachedInput = "cached_input"
    /// Tokens of the prompt that were written to the provider's cache.
    case cacheWrite = "cache_write"
    /// Tokens of the prompt that were written to the provider's cache for an hour.
    case longCacheWrite = "cache_write_1h"
    /// Tokens of the reply.
    case output
    /// Tokens the model thought with.
    case reasoning

    /// The count that some providers make it a part of; nil for those that are wholes.
    public var whole: TokenBucket? {
        switch self {
        case .input, .output: nil
        case .cachedInput, .cacheWrite, .longCacheWrite: .input
        case .reasoning: .output
        }
    }
}
