import ToolRouter
import Tracing

/// How calls and costs are written down as attributes, in the generations of names that are asked for.
struct CallDescription: Sendable {
    let generations: Set<GenAIGeneration>
    /// Whether questions, replies and statements are written.
    let capturesContent: Bool

    /// What the two names for the provider of `model` are set to.
    func describe(model: String, planner: PlannerName, in attributes: inout SpanAttributes) {
        let provider = ProviderName.of(model: model, planner: planner.text)
        if generations.contains(.current) { attributes[GenAIName.provider] = provider }
        if generations.contains(.older) { attributes[GenAIName.olderProvider] = provider }
    }

    /// What a model said, but for its tokens and their cost; its text where content is written.
    func describe(_ reply: PlannerReply, in attributes: inout SpanAttributes) {
        attributes[GenAIName.responseModel] = reply.model
        if let reason = reply.finishReason { attributes[GenAIName.finishReasons] = [reason] }
        if capturesContent {
            attributes[GenAIName.outputMessages] = Self.message(role: "assistant", reply.text, reply.finishReason)
        }
    }

    /// What a call took and cost, whether there was a reply or not: a call that failed for nothing has neither, one that
    /// nobody knows the tokens of has none. It is written once of each call, so that no sum over spans counts it twice.
    ///
    /// - Parameter usage: the tokens, where the provider says how many or it is known otherwise.
    func describe(_ bill: Bill, _ usage: TokenUsage?, in attributes: inout SpanAttributes) {
        guard bill != .nothing else { return }
        if let usage { describe(usage, in: &attributes) }
        describe(bill.cost, in: &attributes)
    }

    /// Tokens: the conventions count cached and reasoning tokens within those of the prompt and the reply.
    private func describe(_ usage: TokenUsage, in attributes: inout SpanAttributes) {
        attributes[GenAIName.inputTokens] = usage.totalInput
        attributes[GenAIName.outputTokens] = usage.totalOutput
        attributes[GenAIName.cacheReadTokens] = usage.cachedInput
        attributes[GenAIName.reasoningTokens] = usage.reasoning
        if generations.contains(.current) { attributes[GenAIName.cacheWriteTokens] = usage.totalCacheWrite }
        if generations.contains(.older) { attributes[GenAIName.olderCacheWriteTokens] = usage.totalCacheWrite }
    }

    /// Money of one call: the exact decimal, and the proposal's double beside it, which nobody should add up.
    private func describe(_ cost: Cost, in attributes: inout SpanAttributes) {
        attributes[GenAIName.costStatus] = cost.status.rawValue
        attributes[GenAIName.costUSD] = cost.amount?.usdText
        guard let amount = cost.amount, let double = Double(amount.usdText) else { return }
        attributes[GenAIName.costAmount] = double
        attributes[GenAIName.costCurrency] = "USD"
        attributes[GenAIName.costSource] = "local"
    }

    /// Money of a whole request: what its calls cost that ended in time. It has other names than that of a call, so that a
    /// sum over all spans counts nothing twice.
    func describe(request cost: Cost, in attributes: inout SpanAttributes) {
        attributes[GenAIName.requestCostStatus] = cost.status.rawValue
        attributes[GenAIName.requestCostUSD] = cost.amount?.usdText
    }

    /// The question, where content is written.
    func describe(question: String, in attributes: inout SpanAttributes) {
        guard capturesContent else { return }
        attributes[GenAIName.inputMessages] = Self.message(role: "user", question, nil)
    }

    /// What a tool was called with, where content is written.
    func describe(arguments: [String: PlanArgument], in attributes: inout SpanAttributes) {
        guard capturesContent else { return }
        var json = JSONWriter()
        Self.write(.object(arguments), to: &json)
        attributes[GenAIName.toolArguments] = json.text
    }

    /// A list of one message, as the conventions' schema of messages has it.
    private static func message(role: String, _ text: String, _ finishReason: String?) -> String {
        var json = JSONWriter()
        json.array { json in
            json.object { json in
                json.member("role", role)
                json.member(
                    "parts",
                    array: { json in
                        json.object { json in
                            json.member("type", "text")
                            json.member("content", BoundedAttributes.cut(text))
                        }
                    })
                if let finishReason { json.member("finish_reason", finishReason) }
            }
        }
        return json.text
    }

    private static func write(_ argument: PlanArgument, to json: inout JSONWriter) {
        switch argument {
        case .string(let text): json.string(text)
        case .number(let literal): json.literal(literal)
        case .bool(let value): json.bool(value)
        case .null: json.null()
        case .list(let elements):
            json.array { json in
                for element in elements { write(element, to: &json) }
            }
        case .object(let members):
            json.object { json in
                for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    write(member, to: &json)
                }
            }
        }
    }
}
