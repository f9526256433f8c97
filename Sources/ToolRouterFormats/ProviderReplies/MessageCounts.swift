import ToolRouter

/// The tokens that Anthropic counts, which a stream tells in parts: a later count replaces an earlier one.
struct MessageCounts: Hashable {
    private var input: Int?
    private var output: Int?
    private var cachedInput: Int?
    private var cacheWrite: Int?
    private var shortCacheWrite: Int?
    private var longCacheWrite: Int?
    private var reasoning: Int?
    private var isBroken = false

    /// The tokens; nil when the counts of prompt and reply are not both there, or contradict each other.
    var usage: TokenUsage? {
        guard !isBroken, let input, let output else { return nil }
        var written = (short: cacheWrite ?? 0, long: 0)
        if shortCacheWrite != nil || longCacheWrite != nil {
            written = (shortCacheWrite ?? 0, longCacheWrite ?? 0)
            guard cacheWrite == nil || written.short + written.long == cacheWrite else { return nil }
        }
        let counts = ProviderTokenCounts(
            input: input, cachedInput: cachedInput ?? 0, cacheWrite: written.short, longCacheWrite: written.long,
            output: output, reasoning: reasoning ?? 0)
        return try? TokenUsage(counted: counts, by: .inclusiveReply)
    }

    private static let fields: [FieldName] = [
        "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation",
        "output_tokens_details",
    ]

    /// Takes the counts that a `usage` has; one that can't be read breaks them all.
    mutating func update(from json: JSONValue) {
        do throws(FileError.Reason) {
            let object = try StrictObject(json, passingOverAllBut: Self.fields)
            input = try object.tokens("input_tokens") ?? input
            output = try object.tokens("output_tokens") ?? output
            cachedInput = try object.tokens("cache_read_input_tokens") ?? cachedInput
            cacheWrite = try object.tokens("cache_creation_input_tokens") ?? cacheWrite
            let written = try object.optional("cache_creation") { json throws(FileError.Reason) in
                try StrictObject(
                    json, passingOverAllBut: ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"])
            }
            shortCacheWrite = try written?.tokens("ephemeral_5m_input_tokens") ?? shortCacheWrite
            longCacheWrite = try written?.tokens("ephemeral_1h_input_tokens") ?? longCacheWrite
            let details = try object.optional("output_tokens_details") { json throws(FileError.Reason) in
                try StrictObject(json, passingOverAllBut: ["thinking_tokens"])
            }
            reasoning = try details?.tokens("thinking_tokens") ?? reasoning
        } catch {
            isBroken = true
        }
    }
}

extension StrictObject {
    /// A count of tokens; nil when it is absent or null. A recording holds no larger one.
    func tokens(_ field: FieldName) throws(FileError.Reason) -> Int? {
        try optionalInteger(field, in: RecordedUsage.range).map { Int($0) }
    }
}
