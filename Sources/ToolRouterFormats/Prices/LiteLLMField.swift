import ToolRouter

/// What the name of a field in LiteLLM's price file says, such as `input_cost_per_token_above_200k_tokens_priority`.
struct LiteLLMField: Hashable {
    /// What is priced; nil for LiteLLM's other name for reading the provider's cache, `input_cost_per_token_cache_hit`.
    let bucket: TokenBucket?
    /// The number of prompt tokens above which it is the price; 0 for all calls.
    let above: Int
    /// For which service.
    let tier: ServiceTier

    private static let bases: [(name: String, bucket: TokenBucket?)] = [
        ("cache_creation_input_token_cost_above_1hr", .longCacheWrite),
        ("cache_creation_input_token_cost", .cacheWrite), ("cache_read_input_token_cost", .cachedInput),
        ("input_cost_per_token_cache_hit", nil), ("input_cost_per_token", .input),
        ("output_cost_per_reasoning_token", .reasoning), ("output_cost_per_token", .output),
    ]

    /// Reads a name; nil when it is no rate for a token of text.
    init?(_ name: String) {
        guard let base = Self.bases.first(where: { name.hasPrefix($0.name) }) else { return nil }
        var rest = name.dropFirst(base.name.count)
        bucket = base.bucket
        var above = 0
        let (before, after) = ("_above_", "k_tokens")
        if rest.hasPrefix(before) {
            rest = rest.dropFirst(before.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...6).contains(digits.count), let thousands = Int(digits), thousands > 0,
                rest.dropFirst(digits.count).hasPrefix(after)
            else { return nil }
            above = thousands * 1_000
            rest = rest.dropFirst(digits.count + after.count)
        }
        self.above = above
        if rest.isEmpty {
            tier = .standard
        } else {
            guard rest.first == "_", let named = ServiceTier(rawValue: String(rest.dropFirst())), named != .standard
            else { return nil }
            tier = named
        }
    }
}
