import ToolRouter

/// The member `usage` of Bedrock's converse.
struct ConverseUsage {
    /// The tokens; nil when the counts of prompt and reply are not both there.
    let tokens: TokenUsage?

    private static let fields: [FieldName] = [
        "inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens",
    ]

    init(_ json: JSONValue) {
        tokens = try? Self.read(json)
    }

    private static func read(_ json: JSONValue) throws(FileError.Reason) -> TokenUsage? {
        let object = try StrictObject(json, passingOverAllBut: fields)
        guard let input = try object.tokens("inputTokens"), let output = try object.tokens("outputTokens") else {
            return nil
        }
        let counts = ProviderTokenCounts(
            input: input, cachedInput: try object.tokens("cacheReadInputTokens") ?? 0,
            cacheWrite: try object.tokens("cacheWriteInputTokens") ?? 0, output: output)
        return try? TokenUsage(counted: counts, by: .inclusiveReply)
    }
}
