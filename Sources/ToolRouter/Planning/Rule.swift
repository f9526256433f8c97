/// One rule: which questions it is for, which tool they need, and perhaps the very plan.
public struct Rule: Hashable, Sendable {
    /// What a rule's weight may be.
    public static let weights = 1...1_000

    /// Names the rule in events and reports.
    public var name: String
    /// Words or phrases that must all occur.
    public var allOf: [String]
    /// Words or phrases of which one must occur, unless there are none.
    public var anyOf: [String]
    /// Words or phrases that must not occur.
    public var noneOf: [String]
    /// Patterns of which one must match, unless there are none: the first that does fills the plan.
    public var patterns: [RulePattern]
    /// The score of the rule where it matches: the best one wins, of equal ones the first.
    public var weight: Int
    /// The tool such questions need; `none` where they need none, and then the caller is asked back.
    public var tool: ToolName
    /// How sure the rule is; nil is quite sure.
    public var confidence: Ratio?
    /// When its plan answers.
    public var answers: RuleAnswers
    /// What the tool is to be called with; nil when the rule only chooses a tool. See `RuleTemplate` for what captures fill.
    public var arguments: [String: PlanArgument]?

    public init(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [],
        patterns: [RulePattern] = [], weight: Int = 1, tool: ToolName, confidence: Ratio? = nil,
        answers: RuleAnswers = .fallback, arguments: [String: PlanArgument]? = nil
    ) {
        precondition(Self.weights.contains(weight), "a rule of weight \(weight)")
        self.name = name
        self.allOf = allOf.map { FoldedText($0).text }
        self.anyOf = anyOf.map { FoldedText($0).text }
        self.noneOf = noneOf.map { FoldedText($0).text }
        self.patterns = patterns
        self.weight = weight
        self.tool = tool
        self.confidence = confidence
        self.answers = answers
        self.arguments = arguments
    }

    /// A rule for questions that no tool answers: the caller is asked back, and no LLM is asked.
    public static func askingBack(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [],
        patterns: [RulePattern] = [], weight: Int = 1, confidence: Ratio? = nil
    ) -> Rule {
        Rule(
            name: name, allOf: allOf, anyOf: anyOf, noneOf: noneOf, patterns: patterns, weight: weight,
            tool: "none", confidence: confidence, answers: .first, arguments: [:])
    }

    /// The plan that the rule carries, as it is written: captures are still to fill it. Nil when it only chooses a tool.
    public var template: Plan? {
        guard let arguments else { return nil }
        return Plan(tool: tool, arguments: arguments, confidence: confidence)
    }
}

/// When the plan of a rule answers.
public enum RuleAnswers: String, Hashable, Sendable, CaseIterable {
    /// At once, where the rules are sure; no LLM is asked.
    case first
    /// When no LLM can be asked.
    case fallback
}
