/// The deterministic router's rules, in order: the first that matches counts.
///
/// Phrases count where words begin and end (UAX #29), and wherever they stand in scripts that are written without blanks.
/// Whatever the number of rules, a question is read once.
public struct RuleSet: Sendable {
    /// The rules, first match first.
    public let rules: [Rule]
    private let conditions: RuleConditions

    public init(_ rules: [Rule] = []) {
        self.rules = rules
        conditions = RuleConditions(rules)
    }

    /// What the rules say to `question`.
    public func match(_ question: FoldedText) -> RuleMatch {
        let found = conditions.firstMatches(question)
        return RuleMatch(rule: found.first.map { rules[$0] }, standIn: found.withPlan.map { rules[$0] })
    }
}

/// What the rules say to one question.
public struct RuleMatch: Hashable, Sendable {
    /// The first rule that matches.
    public var rule: Rule?
    /// The first that matches and carries a plan of its own: the rule planner, for when no LLM can be asked.
    public var standIn: Rule?

    public init(rule: Rule? = nil, standIn: Rule? = nil) {
        self.rule = rule
        self.standIn = standIn
    }
}
