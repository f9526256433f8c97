import ToolRouter

/// The member `usage` of OpenAI's responses.
struct ResponsesUsage {
    /// The tokens; nil when the counts of prompt and reply are not both there, or contradict each other.
    let tokens: TokenUsage?

    private static let fields: [FieldName] = [
        "input_tokens", "output_tokens", "input_tokens_details", "output_tokens_details",
    ]

    init(_ json: JSONValue) {
        tokens = try? Self.read(json)
    }

    private static func read(_ json: JSONValue) throws(FileError.Reason) -> TokenUsage? {
        let object = try StrictObject(json, passingOverAllBut: fields)
        guard let input = try object.tokens("input_tokens"), let output = try object.tokens("output_tokens") else {
            return nil
        }
        let ofInput = try object.optional("input_tokens_details") { json throws(FileError.Reason) in
            try StrictObject(json, passingOverAllBut: ["cached_tokens", "cache_write_tokens"])
        }
        let ofOutput = try object.optional("output_tokens_details") { json throws(FileError.Reason) in
            try StrictObject(json, passingOverAllBut: ["reasoning_tokens"])
        }
        let counts = ProviderTokenCounts(
            input: input, cachedInput: try ofInput?.tokens("cached_tokens") ?? 0,
            cacheWrite: try ofInput?.tokens("cache_write_tokens") ?? 0, output: output,
            reasoning: try ofOutput?.tokens("reasoning_tokens") ?? 0)
        return try? TokenUsage(counted: counts, by: .inclusive)
    }
}
