/// Every name of OpenTelemetry's conventions for generative AI that leaves this program, and of its own beside them.
///
/// Those without a remark are of version 0.1.0 of the repository `semantic-conventions-genai`; an `older` name is the one it
/// replaced. Names that begin with `toolrouter.` are in no convention.
enum GenAIName {
    // MARK: Attributes

    /// What is done: an `Operation`.
    static let operation = "gen_ai.operation.name"
    /// Who was asked, in the conventions' word: `openai`, `anthropic`, `aws.bedrock`.
    static let provider = "gen_ai.provider.name"
    /// The same, before.
    static let olderProvider = "gen_ai.system"
    /// The model that was asked for.
    static let requestModel = "gen_ai.request.model"
    /// The model that answered.
    static let responseModel = "gen_ai.response.model"
    /// Why the model stopped: a list, since a reply may have several choices.
    static let finishReasons = "gen_ai.response.finish_reasons"
    /// The name of the workflow that one request is.
    static let workflow = "gen_ai.workflow.name"
    /// The tool that ran.
    static let tool = "gen_ai.tool.name"
    /// What kind of tool.
    static let toolType = "gen_ai.tool.type"
    /// What kind of tokens a count is of; `text` is all there is here.
    static let modality = "gen_ai.token.modality"
    /// Which side of a call a count is of: `input` or `output`.
    static let olderTokenType = "gen_ai.token.type"
    /// The class of an error: one of the closed list of codes.
    static let errorType = "error.type"

    /// All tokens of the prompt, cached ones included.
    static let inputTokens = "gen_ai.usage.input_tokens"
    /// All tokens of the reply, reasoning included.
    static let outputTokens = "gen_ai.usage.output_tokens"
    /// Those of the prompt that were read from the provider's cache.
    static let cacheReadTokens = "gen_ai.usage.cache_read.input_tokens"
    /// Those of the prompt that were written to it.
    static let cacheWriteTokens = "gen_ai.usage.cache_write.input_tokens"
    /// The same, before.
    static let olderCacheWriteTokens = "gen_ai.usage.cache_creation.input_tokens"
    /// Those of the reply that the model thought with.
    static let reasoningTokens = "gen_ai.usage.reasoning.output_tokens"

    /// What a call cost, as a double: of an open proposal, beside our exact figure.
    static let costAmount = "gen_ai.usage.cost.amount"
    /// In which currency.
    static let costCurrency = "gen_ai.usage.cost.currency"
    /// Who says so: `provider` or `local`.
    static let costSource = "gen_ai.usage.cost.source"

    // What people wrote: never there unless it is switched on.

    /// The question, as a list of messages in JSON.
    static let inputMessages = "gen_ai.input.messages"
    /// The model's text, as a list of messages in JSON.
    static let outputMessages = "gen_ai.output.messages"
    /// What a tool was called with, in JSON.
    static let toolArguments = "gen_ai.tool.call.arguments"

    // MARK: Attributes of our own

    /// The request's identifier, as the audit has it.
    static let request = "toolrouter.request.id"
    /// How a request ended: `answered`, `clarification`, `refused`, `failed`.
    static let outcome = "toolrouter.outcome"
    /// The code of a refusal or failure.
    static let errorCode = "toolrouter.error.code"
    /// The stage that refused or failed.
    static let errorStage = "toolrouter.error.stage"
    /// Where the plan came from.
    static let source = "toolrouter.source"
    /// Why an answer is second best.
    static let degraded = "toolrouter.degraded"
    /// What the answer cache said.
    static let cache = "toolrouter.cache"
    /// The planner, as the configuration calls it: of a call, of what happened, or whose plan an answer is of.
    static let planner = "toolrouter.planner"
    /// Which attempt of its request a call was, from 1.
    static let attempt = "toolrouter.attempt"
    /// Whether the planner is one that serves, `current`, or a `shadow`.
    static let role = "toolrouter.role"
    /// How a candidate's plan compares with the current planner's, or why it is not compared.
    static let shadowEnd = "toolrouter.shadow.end"
    /// Whether the reply came after its call was left behind.
    static let late = "toolrouter.late"
    /// Whether the call was another request's.
    static let joined = "toolrouter.joined"
    /// What a call cost in USD, exactly, as a decimal.
    static let costUSD = "toolrouter.cost_usd"
    /// How well that is known: `exact`, `estimated`, `missing`.
    static let costStatus = "toolrouter.cost_status"
    /// What a request cost in USD, exactly, as a decimal: the sum of its calls that ended in time.
    static let requestCostUSD = "toolrouter.request.cost_usd"
    /// How well that is known.
    static let requestCostStatus = "toolrouter.request.cost_status"
    /// The rows of a result.
    static let rows = "toolrouter.rows"
    /// Whether a budget cut the result short.
    static let truncated = "toolrouter.truncated"

    // MARK: Events of a span

    /// The state of a circuit changed.
    static let circuitEvent = "toolrouter.circuit"
    /// The planner is asked again.
    static let retryEvent = "toolrouter.retry"
    /// The next planner is asked, since the one before had no plan.
    static let nextPlannerEvent = "toolrouter.next_planner"
    /// A plan that the guard refused goes back to its planner.
    static let repairEvent = "toolrouter.repair"
    /// No call was made.
    static let refusedCallEvent = "toolrouter.call_refused"
    /// Something stood in for the planner.
    static let fallbackEvent = "toolrouter.fallback"
    /// A request is followed no further: its spans end here.
    static let unfollowedEvent = "toolrouter.unfollowed"
    /// The state a circuit changed to.
    static let circuitState = "toolrouter.circuit.state"
    /// Why it did, why no call was made, why the next planner is asked or the plan goes back, or why a request is followed no further.
    static let reason = "toolrouter.reason"
    /// How long a pause is, in microseconds.
    static let pause = "toolrouter.pause_us"

    /// The attribute of the one series that takes what comes after the last that is allowed (the metrics SDK's word).
    static let overflow = "otel.metric.overflow"

    /// The values of `gen_ai.operation.name`.
    enum Operation: String {
        /// A request, from its arrival to its answer.
        case workflow = "invoke_workflow"
        /// All that is done for a plan.
        case plan
        /// One call of a model.
        case chat
        /// One call of a tool.
        case tool = "execute_tool"
    }
}

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
