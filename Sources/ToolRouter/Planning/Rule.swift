/// One rule: which questions it is for, which tool they need, and perhaps the very statement.
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
    /// The statement that answers them without an LLM.
    public var sql: String?

    public init(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [], tool: ToolName,
        confidence: Ratio? = nil, sql: String? = nil
    ) {
        self.name = name
        self.allOf = allOf.map { CanonicalQuestion($0).text }
        self.anyOf = anyOf.map { CanonicalQuestion($0).text }
        self.noneOf = noneOf.map { CanonicalQuestion($0).text }
        self.tool = tool
        self.confidence = confidence
        self.sql = sql
    }

    /// The plan that the rule carries, for when no LLM can be asked; nil when it only chooses a tool.
    public var plan: Plan? {
        sql.map { Plan(tool: tool, sql: $0, confidence: confidence) }
    }
}
