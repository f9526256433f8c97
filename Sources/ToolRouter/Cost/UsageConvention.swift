/// How a provider counts tokens: which of its counts are parts of others.
///
/// Sources: OpenAI's guides to prompt caching and reasoning; Anthropic's Messages API (`output_tokens_details`); Gemini's
/// `UsageMetadata`; the Bedrock user guide on prompt caching; xAI's notes on consumption. The OpenTelemetry conventions for
/// GenAI count as OpenAI does.
public enum UsageConvention: String, Hashable, CaseIterable, Sendable {
    /// No token is in two counts.
    case disjoint
    /// Cached input and cache writes are parts of `input`, reasoning of `output`: OpenAI, Azure, DeepSeek, OpenRouter.
    case inclusive
    /// Cached input and cache writes are parts of `input`, reasoning stands beside `output`: Gemini, Vertex, xAI.
    case inclusivePrompt = "inclusive_prompt"
    /// Cached input and cache writes stand beside `input`, reasoning is a part of `output`: Anthropic, Bedrock.
    case inclusiveReply = "inclusive_reply"

    /// Whether `whole` has its parts in it; traps on a part.
    func includesParts(of whole: TokenBucket) -> Bool {
        switch (self, whole) {
        case (.disjoint, _): false
        case (.inclusive, _): true
        case (.inclusivePrompt, .input), (.inclusiveReply, .output): true
        case (.inclusivePrompt, .output), (.inclusiveReply, .input): false
        case (_, .cachedInput), (_, .cacheWrite), (_, .longCacheWrite), (_, .reasoning):
            preconditionFailure("\(whole.rawValue) has no parts")
        }
    }
}
