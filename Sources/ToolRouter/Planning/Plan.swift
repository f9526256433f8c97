/// What a planner proposes to do about a question: data, until the tool's guard has approved it.
public struct Plan: Hashable, Sendable {
    /// The tool to call; `none` when the planner knows no tool for the question.
    public var tool: ToolName
    /// The statement to run; only plans for `sql` have one.
    public var sql: String?
    /// How sure the planner is, from 0 to 1; nil when it does not say, and then it is trusted.
    public var confidence: Ratio?

    public init(tool: ToolName, sql: String? = nil, confidence: Ratio? = nil) {
        self.tool = tool
        self.sql = sql
        self.confidence = confidence
    }

    /// Whether the planner says that no tool can answer.
    public var isNone: Bool { tool.text == "none" }
}
