/// The metrics of the conventions that are exported, and those they replaced.
enum GenAIInstrument: String, CaseIterable {
    case inputTokens = "gen_ai.client.inference.usage.input_tokens"
    case outputTokens = "gen_ai.client.inference.usage.output_tokens"
    case cacheReadTokens = "gen_ai.client.inference.usage.cache_read.input_tokens"
    case cacheWriteTokens = "gen_ai.client.inference.usage.cache_write.input_tokens"
    case reasoningTokens = "gen_ai.client.inference.usage.reasoning.output_tokens"
    case inputTokensOfCall = "gen_ai.client.inference.operation.input_tokens"
    case outputTokensOfCall = "gen_ai.client.inference.operation.output_tokens"
    case callDuration = "gen_ai.client.inference.duration"
    case toolDuration = "gen_ai.execute_tool.duration"
    case requestDuration = "gen_ai.invoke_agent.duration"

    case olderTokens = "gen_ai.client.token.usage"
    case olderCallDuration = "gen_ai.client.operation.duration"
    case olderRequestDuration = "gen_ai.workflow.duration"

    /// What is counted or distributed.
    enum Shape: Equatable {
        /// A sum that only grows.
        case counter
        /// Counts by size, below bounds in the unit of the instrument; `scale` is how many of what is recorded are one such
        /// unit.
        case histogram(bounds: [Double], scale: Int64)
    }

    /// Which of the two generations it belongs to.
    var generation: GenAIGeneration {
        switch self {
        case .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens, .inputTokensOfCall,
            .outputTokensOfCall, .callDuration, .toolDuration, .requestDuration:
            .current
        case .olderTokens, .olderCallDuration, .olderRequestDuration: .older
        }
    }

    /// How it adds up. Durations are recorded in nanoseconds, and their bounds are those of the conventions.
    var shape: Shape {
        switch self {
        case .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens: .counter
        case .inputTokensOfCall, .outputTokensOfCall, .olderTokens:
            .histogram(bounds: (0..<14).map { Double(1 << (2 * $0)) }, scale: 1)
        case .callDuration, .toolDuration, .requestDuration, .olderCallDuration, .olderRequestDuration:
            .histogram(bounds: (0..<14).map { Double(1 << $0) / 100 }, scale: 1_000_000_000)
        }
    }

    /// The unit, in UCUM.
    var unit: String {
        switch shape {
        case .counter: "{token}"
        case .histogram(_, let scale): scale == 1 ? "{token}" : "s"
        }
    }

    /// What it is, for whoever looks at it.
    var summary: String {
        switch self {
        case .inputTokens: "Tokens of prompts, cached ones included."
        case .outputTokens: "Tokens of replies, reasoning included."
        case .cacheReadTokens: "Tokens of prompts that were read from the provider's cache."
        case .cacheWriteTokens: "Tokens of prompts that were written to the provider's cache."
        case .reasoningTokens: "Tokens of replies that the model thought with."
        case .inputTokensOfCall: "Tokens of the prompt of one call."
        case .outputTokensOfCall: "Tokens of the reply of one call."
        case .callDuration, .olderCallDuration: "How long calls of models took."
        case .toolDuration: "How long calls of tools took."
        case .requestDuration, .olderRequestDuration: "How long requests took, from arrival to answer."
        case .olderTokens: "Tokens of one call, by side."
        }
    }
}
