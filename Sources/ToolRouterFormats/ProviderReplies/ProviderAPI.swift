package import ToolRouter

/// The protocol that a provider speaks: how its answers are read. The raw value is its word in configuration.
package enum ProviderAPI: String, Hashable, CaseIterable, Sendable {
    /// OpenAI's chat completions, and all who speak it: OpenRouter, Mistral, DeepSeek, vLLM, Ollama, llama.cpp, LiteLLM.
    case openAIChat = "openai-chat"
    /// The same as Azure serves it: another address, and filters of content.
    case azureOpenAI = "azure-openai"
    /// Anthropic's messages.
    case anthropicMessages = "anthropic-messages"
    /// OpenAI's responses.
    case openAIResponses = "openai-responses"
    /// OpenAI's older completions of a text, which vLLM and llama.cpp serve, too.
    case openAICompletions = "openai-completions"
    /// Anthropic's older completions of a text.
    case anthropicCompletions = "anthropic-completions"
    /// Bedrock's converse.
    case bedrockConverse = "bedrock-converse"

    /// What a planner's gateway is to be told of `response`. Never traps, whatever it holds.
    ///
    /// - Parameters:
    ///   - model: the one that was asked; the reply is of this one where it does not name its own.
    ///   - now: when the head of the response came; pauses that it gives as a moment count from it.
    package func read(
        _ response: ProviderResponse, asked model: String, at now: Timestamp
    ) -> Result<PlannerReply, PlannerFailure> {
        .failure(.unreadable)
    }
}
