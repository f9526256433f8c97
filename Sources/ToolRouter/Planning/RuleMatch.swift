/// What the rules say to one question.
///
/// Where none matches, as for most questions, it takes a word: rules are large, and routes are handed from stage to stage.
public struct RuleMatch: Hashable, Sendable {
    private struct Places: Hashable, Sendable {
        var winner: MatchedRule?
        var runnerUp: MatchedRule?
        var rival: MatchedRule?
        var standIn: MatchedRule?

        var isEmpty: Bool { winner == nil && runnerUp == nil && rival == nil && standIn == nil }
    }

    private var places: Boxed<Places>?

    /// The rule with the best score, the first of several.
    public var winner: MatchedRule? { places?.value.winner }
    /// The next best one.
    public var runnerUp: MatchedRule? { places?.value.runnerUp }
    /// The best one that names another tool than the winner.
    public var rival: MatchedRule? { places?.value.rival }
    /// The best one that carries a plan whose captures all matched: the rule planner, for when no LLM can be asked.
    public var standIn: MatchedRule? { places?.value.standIn }

    public init(
        winner: MatchedRule? = nil, runnerUp: MatchedRule? = nil, rival: MatchedRule? = nil,
        standIn: MatchedRule? = nil
    ) {
        let places = Places(winner: winner, runnerUp: runnerUp, rival: rival, standIn: standIn)
        if !places.isEmpty { self.places = Boxed(places) }
    }

    /// The rule that wins.
    public var rule: Rule? { winner?.rule }

    /// What the rules decide; nil where they are not sure, and the choice is the planner's.
    ///
    /// - Parameters:
    ///   - threshold: how sure a rule must be.
    ///   - margin: by how much the winner's score must be above that of every rule for another tool.
    public func decision(threshold: Ratio, margin: Int) -> MatchedRule? {
        doubt(threshold: threshold, margin: margin) == nil ? winner : nil
    }

    /// Why the rules are not sure; nil where they are, or where none matches.
    public func doubt(threshold: Ratio, margin: Int) -> RuleDoubt? {
        guard let winner else { return nil }
        if (winner.rule.confidence ?? .one) < threshold { return .lowConfidence }
        if let rival, winner.score - rival.score < margin { return .closeRival }
        return nil
    }
}

/// Why the rules leave the choice to the planner although one matches.
public enum RuleDoubt: String, Hashable, Sendable, CaseIterable {
    /// The winner is less sure than the threshold.
    case lowConfidence = "low_confidence"
    /// A rule for another tool is too close.
    case closeRival = "close_rival"
}

/// A rule that matches a question, and by what.
public struct MatchedRule: Hashable, Sendable {
    /// The rule.
    public var rule: Rule
    /// Those of its words and phrases that the question holds, in folded form.
    public var words: [String]
    /// The pattern that matches, the first of several; nil where the rule has none.
    public var pattern: RulePattern?
    /// What its captures took, in their order.
    public var captures: [RuleCapture]

    public init(rule: Rule, words: [String] = [], pattern: RulePattern? = nil, captures: [RuleCapture] = []) {
        self.rule = rule
        self.words = words
        self.pattern = pattern
        self.captures = captures
    }

    /// The score by which it wins or loses.
    public var score: Int { rule.weight }

    /// The rule's plan, filled; nil where it carries none, or where a capture that it needs is missing.
    public func plan(for question: String) -> Plan? {
        guard var plan = rule.template else { return nil }
        var values: [String: PlanArgument] = [:]
        // The first of a name counts.
        for capture in captures.reversed() { values[capture.name] = capture.value }
        guard let arguments = RuleTemplate.filled(plan.arguments, with: values, question: question) else {
            return nil
        }
        plan.arguments = arguments
        return plan
    }
}

/// What a capture of a pattern took from a question.
public struct RuleCapture: Hashable, Sendable {
    /// The capture's name.
    public var name: String
    /// A number for `{name:integer}`, else a text: spelt as in the question, or as in the pattern for a choice.
    public var value: PlanArgument

    public init(_ name: String, _ value: PlanArgument) {
        self.name = name
        self.value = value
    }
}
