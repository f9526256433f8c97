/// A plan as a reply holds it, and what has to be known before it may be used.
struct PlanReading: Sendable {
    /// Text that looks like the language of a tool, which has to say whether it is.
    struct Text: Sendable {
        /// The tool.
        let tool: ToolName
        /// The text.
        let text: String
    }

    /// The plan; or why it is none, if the tool says that `text` is in its language.
    var plan: Result<Plan, PlanDecodingFailure>
    /// The text that it is; nil when it is an object.
    var text: Text?
    /// Whether it is written as a call of a tool.
    var isToolCall = false
    /// What is written around it, the outermost first.
    var wrappings: [ReplyWrapping] = []
    /// Where the reply ends, if the plan stands in a fence that is never closed.
    var openFenceEnd: Int?
    /// Texts in the prose beside it, each of which is a plan of its own if its tool says that it is in its language.
    var rivals: [Text] = []

    /// The plan, if the rules let it in, or why it is none. A rival is taken for one, unless it was taken away.
    func admitted(by rules: ReplyRules) -> Result<Plan, PlanDecodingFailure> {
        plan.flatMap { plan in refusal(by: rules).map { .failure($0) } ?? .success(plan) }
    }

    private func refusal(by rules: ReplyRules) -> PlanDecodingFailure? {
        if !rivals.isEmpty { return .surroundingText }
        if isToolCall, !rules.readsToolCalls { return .toolCall }
        let others = wrappings.filter { !rules.strip.contains($0) }
        if others.isEmpty { return nil }
        if let openFenceEnd, others == [.fence] { return .openFence(endingAt: openFenceEnd) }
        return .wrapped(others)
    }
}
