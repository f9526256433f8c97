/// The deterministic router's rules: of those that match the one with the best score wins, and of equal ones the first.
///
/// Phrases count where words begin and end (UAX #29), and wherever they stand in scripts that are written without blanks.
/// Whatever the number of rules, a question is searched for all their words at once; only patterns are tried one by one, those whose
/// words are there.
public struct RuleSet: Sendable {
    /// The rules, in order.
    public let rules: [Rule]
    private let conditions: RuleConditions

    public init(_ rules: [Rule] = []) {
        self.rules = rules
        conditions = RuleConditions(rules)
    }

    /// What the rules say to `question`.
    public func match(_ question: String) -> RuleMatch {
        rules.isEmpty ? RuleMatch() : match(question, folded: FoldedText(question))
    }

    /// The same, where the question is folded already.
    package func match(_ question: String, folded: FoldedText) -> RuleMatch {
        guard !rules.isEmpty else { return RuleMatch() }
        let phrases = conditions.phrases(in: folded)
        var ranking = RuleRanking()
        conditions.forEachMatch(question, phrases) { found in
            let rule = rules[found.rule]
            ranking.add(found, weight: rule.weight, tool: conditions.toolNumbers[found.rule])
        }
        func matched(_ found: RuleConditions.Found?) -> MatchedRule? {
            guard let found else { return nil }
            let rule = rules[found.rule]
            return MatchedRule(
                rule: rule, words: conditions.words(of: found.rule, rule, phrases),
                pattern: found.pattern.map { rule.patterns[$0] },
                captures: found.captures.map { RuleCapture($0.name, $0.value) })
        }
        return RuleMatch(
            winner: matched(ranking.winner), runnerUp: matched(ranking.runnerUp), rival: matched(ranking.rival),
            standIn: matched(ranking.standIn))
    }
}

/// The best of the rules that match.
private struct RuleRanking {
    private typealias Place = (found: RuleConditions.Found, weight: Int, tool: Int)

    private var best: Place?
    private var next: Place?
    private var other: Place?
    private var withPlan: Place?

    var winner: RuleConditions.Found? { best?.found }
    var runnerUp: RuleConditions.Found? { next?.found }
    var rival: RuleConditions.Found? { other?.found }
    var standIn: RuleConditions.Found? { withPlan?.found }

    /// Adds a rule; they come in their order.
    mutating func add(_ found: RuleConditions.Found, weight: Int, tool: Int) {
        let place = (found, weight, tool)
        if found.hasPlan, weight > withPlan?.weight ?? 0 { withPlan = place }
        guard let best else {
            self.best = place
            return
        }
        guard weight > best.weight else {
            if weight > next?.weight ?? 0 { next = place }
            if tool != best.tool, weight > other?.weight ?? 0 { other = place }
            return
        }
        next = best
        if tool != best.tool {
            other = best
        }
        self.best = place
    }
}
