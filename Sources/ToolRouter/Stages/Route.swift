/// What the deterministic router chose.
public struct Route: Hashable, Sendable {
    /// The tool; nil leaves the choice to the planner.
    public var tool: ToolName?
    /// The rule that matched.
    public var rule: String?
    /// How sure the rule is.
    public var confidence: Ratio?
    /// The plan, when the caller brought one or the question is in a tool's own language.
    public var rawPlan: Plan?

    /// The plan of a rule that answers at once: no planner is asked, and no cache.
    public var answer: Plan?
    /// What the rules said; nil where none matched, or where they were not asked.
    public var match: RuleMatch?
    /// Why the choice is the planner's although a rule matches.
    public var doubt: RuleDoubt?

    public init(
        tool: ToolName? = nil, rule: String? = nil, confidence: Ratio? = nil, rawPlan: Plan? = nil,
        answer: Plan? = nil, match: RuleMatch? = nil, doubt: RuleDoubt? = nil
    ) {
        self.tool = tool
        self.rule = rule
        self.confidence = confidence
        self.rawPlan = rawPlan
        self.answer = answer
        self.match = match
        self.doubt = doubt
    }

    /// What the rules choose for `question`: a rule of at least `threshold`, ahead of all rules for other tools by `margin`.
    package init(_ match: RuleMatch, threshold: Ratio, margin: Int, question: String) {
        self.init(match: match.winner == nil ? nil : match)
        doubt = match.doubt(threshold: threshold, margin: margin)
        guard let decision = match.decision(threshold: threshold, margin: margin) else { return }
        if decision.rule.answers == .first { answer = decision.plan(for: question) }
        tool = decision.rule.tool
        rule = decision.rule.name
        confidence = decision.rule.confidence
    }

    /// Whether it is settled what is to be done, so that neither planner nor cache is asked.
    var hasPlan: Bool { rawPlan != nil || answer != nil }

    /// The word for the choice in cache keys and reports.
    public var choice: String { tool?.text ?? "auto" }
}

/// What the answer cache said.
public enum Recall: Hashable, Sendable {
    /// A fresh answer of this age was found under the key and approved again.
    case hit(CacheKey, age: Duration)
    /// A fresh answer of this age was found, but chance has it renewed early; it serves if that fails.
    case refresh(CacheKey, age: Duration)
    /// There was none.
    case miss
    /// There was none, but another request is having the same question planned; its reply will do.
    case joined
    /// There was one, but today's guard refuses it; it is forgotten.
    case disapproved(ErrorCode)
    /// The request asked not to.
    case bypassed
    /// There is no cache, the question needs no planner, or nobody knows whose answer it would be.
    case notAsked

    /// The words for it in files.
    public enum Name: String, Hashable, CaseIterable, Sendable {
        case hit
        case refresh
        case miss
        case joined
        case disapproved
        case bypassed
        case notAsked = "not_asked"
    }

    /// The word for it in files.
    public var name: Name {
        switch self {
        case .hit: .hit
        case .refresh: .refresh
        case .miss: .miss
        case .joined: .joined
        case .disapproved: .disapproved
        case .bypassed: .bypassed
        case .notAsked: .notAsked
        }
    }
}
