package import ToolRouter

/// The protocol that a provider speaks: how its answers are read. The raw value is its word in configuration.
package enum ProviderAPI: String, Hashable, CaseIterable, Sendable {
    /// OpenAI's chat completions, and all who speak it: OpenRouter, Mistral, DeepSeek, vLLM, Ollama, llama.cpp, LiteLLM.
    case openAIChat = "openai-chat"
    /// The same as Azure serves it: another address, and milliseconds where others mean seconds.
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
    ///   - now: when the head of the response came; a pause that is given as a moment counts from it where the response has
    ///     no `Date` of its own.
    package func read(
        _ response: ProviderResponse, asked model: String, at now: Timestamp
    ) -> Result<PlannerReply, PlannerFailure> {
        let pause = ProviderPause(of: response, by: self, at: now)
        guard 200...299 ~= response.status else {
            let error = ProviderError(in: response) ?? ProviderError()
            return error.outcome(of: response.status, pause, asked: model)
        }
        // What is missing may be the very condition that narrows a plan, even where the rest can be read.
        guard response.isComplete else { return .failure(.connection) }
        guard response.body.count <= ProviderResponse.maximumBody else { return .failure(.unreadable) }
        var draft = ReplyDraft()
        do throws(FileError.Reason) {
            switch BodyForm(of: response) {
            case .document: try shape.read(response.body[...], into: &draft)
            case .stream: try shape.read(stream: response.body, into: &draft)
            case .other: return .failure(.unreadable)
            }
        } catch {
            return .failure(draft.failure(.unreadable))
        }
        return draft.outcome(of: response.status, pause, asked: model)
    }

    private var shape: any ReplyShape.Type {
        switch self {
        case .openAIChat, .azureOpenAI: ChatShape.self
        case .anthropicMessages: MessagesShape.self
        case .openAIResponses: ResponsesShape.self
        case .openAICompletions: CompletionsShape.self
        case .anthropicCompletions: OldMessagesShape.self
        case .bedrockConverse: ConverseShape.self
        }
    }
}
