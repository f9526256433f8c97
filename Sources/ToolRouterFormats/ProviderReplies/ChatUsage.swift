import ToolRouter

/// The member `usage` of chats and completions, as OpenAI and those who speak its protocol count.
struct ChatUsage {
    /// The tokens; nil when the counts of prompt and reply are not both there, or contradict each other.
    let tokens: TokenUsage?

    private static let fields: [FieldName] = [
        "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details",
        "prompt_cache_hit_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
    ]

    init(_ json: JSONValue) {
        tokens = try? Self.read(json)
    }

    private static func read(_ json: JSONValue) throws(FileError.Reason) -> TokenUsage? {
        let object = try StrictObject(json, passingOverAllBut: fields)
        guard let prompt = try object.tokens("prompt_tokens"), let reply = try object.tokens("completion_tokens") else {
            return nil
        }
        let ofPrompt = try object.optional("prompt_tokens_details") { json throws(FileError.Reason) in
            try StrictObject(json, passingOverAllBut: ["cached_tokens", "cache_write_tokens", "cache_creation_tokens"])
        }
        let ofReply = try object.optional("completion_tokens_details") { json throws(FileError.Reason) in
            try StrictObject(json, passingOverAllBut: ["reasoning_tokens"])
        }
        // DeepSeek and LiteLLM say the same beside the details, or instead of them.
        let cached = [
            try ofPrompt?.tokens("cached_tokens"), try object.tokens("prompt_cache_hit_tokens"),
            try object.tokens("cache_read_input_tokens"),
        ]
        let written = [
            try ofPrompt?.tokens("cache_write_tokens"), try ofPrompt?.tokens("cache_creation_tokens"),
            try object.tokens("cache_creation_input_tokens"),
        ]
        var counts = ProviderTokenCounts(
            input: prompt, cachedInput: cached.firstCount, cacheWrite: written.firstCount, output: reply,
            reasoning: try ofReply?.tokens("reasoning_tokens") ?? 0)
        let convention = try convention(of: &counts, total: try object.tokens("total_tokens"))
        return try? convention.flatMap { try TokenUsage(counted: counts, by: $0) }
    }

    /// How the provider counts, by its sum; nil when that fits nothing.
    ///
    /// OpenAI has reasoning within the reply. xAI has it beside the reply and says so by a sum of all three. Gemini has it
    /// nowhere but in the sum.
    private static func convention(
        of counts: inout ProviderTokenCounts, total: Int?
    ) throws(FileError.Reason) -> UsageConvention? {
        let parts = counts.input + counts.output
        guard let total, total != parts else { return .inclusive }
        guard total > parts, counts.reasoning == 0 || counts.reasoning == total - parts else { return nil }
        counts.reasoning = total - parts
        return .inclusivePrompt
    }
}

extension [Int?] {
    /// The first count that is there; 0 when none is.
    fileprivate var firstCount: Int { lazy.compactMap(\.self).first ?? 0 }
}
