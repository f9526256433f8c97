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
    /// The planner, as the configuration calls it.
    static let planner = "toolrouter.planner"
    /// Which attempt of its request a call was, from 1.
    static let attempt = "toolrouter.attempt"
    /// Whether the planner is the `current` one or a `shadow`.
    static let role = "toolrouter.role"
    /// Whether the reply came after its call was left behind.
    static let late = "toolrouter.late"
    /// Whether the call was another request's.
    static let joined = "toolrouter.joined"
    /// What something cost in USD, exactly, as a decimal.
    static let costUSD = "toolrouter.cost_usd"
    /// How well that is known: `exact`, `estimated`, `missing`.
    static let costStatus = "toolrouter.cost_status"
    /// The rows of a result.
    static let rows = "toolrouter.rows"
    /// Whether a budget cut the result short.
    static let truncated = "toolrouter.truncated"

    // MARK: Events of a span

    /// The state of a circuit changed.
    static let circuitEvent = "toolrouter.circuit"
    /// The planner is asked again.
    static let retryEvent = "toolrouter.retry"
    /// No call was made.
    static let refusedCallEvent = "toolrouter.call_refused"
    /// Something stood in for the planner.
    static let fallbackEvent = "toolrouter.fallback"
    /// The state a circuit changed to.
    static let circuitState = "toolrouter.circuit.state"
    /// Why it did, or why no call was made.
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
