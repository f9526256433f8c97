/// What a planner proposes to do about a question: a tool and what to call it with. Data, until the tool's guard has
/// approved it.
public struct Plan: Hashable, Sendable {
    /// The tool to call; `none` when the planner knows no tool for the question.
    public var tool: ToolName
    /// What to call it with, by name. What the names mean is the tool's business: see `PlanSyntax`.
    public var arguments: [String: PlanArgument]
    /// How sure the planner is, from 0 to 1; nil when it does not say, and then it is trusted.
    public var confidence: Ratio?

    public init(tool: ToolName, arguments: [String: PlanArgument] = [:], confidence: Ratio? = nil) {
        self.tool = tool
        self.arguments = arguments
        self.confidence = confidence
    }

    /// Whether the planner says that no tool can answer.
    public var isNone: Bool { tool.text == "none" }

    /// The memory the arguments take, estimated.
    public var bytes: Int { arguments.values.map(\.bytes).reduce(0, +) }
}
