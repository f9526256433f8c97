/// One rule: which questions it is for, which tool they need, and perhaps the very plan.
public struct Rule: Hashable, Sendable {
    /// Names the rule in events and reports.
    public var name: String
    /// Words or phrases that must all occur.
    public var allOf: [String]
    /// Words or phrases of which one must occur, unless there are none.
    public var anyOf: [String]
    /// Words or phrases that must not occur.
    public var noneOf: [String]
    /// The tool such questions need.
    public var tool: ToolName
    /// How sure the rule is; nil is quite sure.
    public var confidence: Ratio?
    /// What the tool is to be called with when no LLM can be asked; nil when the rule only chooses a tool.
    public var arguments: [String: PlanArgument]?

    public init(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [], tool: ToolName,
        confidence: Ratio? = nil, arguments: [String: PlanArgument]? = nil
    ) {
        self.name = name
        self.allOf = allOf.map { FoldedText($0).text }
        self.anyOf = anyOf.map { FoldedText($0).text }
        self.noneOf = noneOf.map { FoldedText($0).text }
        self.tool = tool
        self.confidence = confidence
        self.arguments = arguments
    }

    /// The plan that the rule carries, for when no LLM can be asked; nil when it only chooses a tool.
    public var plan: Plan? {
        guard let arguments else { return nil }
        return Plan(tool: tool, arguments: arguments, confidence: confidence)
    }
}
