/// What each of several rules demands of a question, made ready to be asked of all of them at once.
///
/// A rule is only looked at when the question holds a phrase without which it can't match: one of `anyOf` or, where there
/// are none, the longest of `allOf`.
struct RuleConditions: Sendable {
    /// One rule's phrases, by their numbers.
    private struct Condition: Sendable {
        let allOf: [Int]
        let anyOf: [Int]
        let noneOf: [Int]
        let hasPlan: Bool

        func holds(_ isFound: [Bool]) -> Bool {
            allOf.allSatisfy { isFound[$0] } && (anyOf.isEmpty || anyOf.contains { isFound[$0] })
                && !noneOf.contains { isFound[$0] }
        }
    }

    private let phrases: PhraseSearch
    private let conditions: [Condition]
    /// The rules to look at when a phrase is found, by the phrase's number.
    private let waiting: [[Int]]
    /// The rules to look at whatever is found: those that demand nothing.
    private let undemanding: [Int]

    init(_ rules: [Rule]) {
        let phrases = Set(rules.flatMap { $0.allOf + $0.anyOf + $0.noneOf }.map { Array($0.utf8) })
            .sorted { $0.lexicographicallyPrecedes($1) }
        let numbers = Dictionary(uniqueKeysWithValues: phrases.enumerated().map { ($1, $0) })
        func number(of phrase: String) -> Int { numbers[Array(phrase.utf8)]! }

        self.phrases = PhraseSearch(phrases)
        conditions = rules.map { rule in
            Condition(
                allOf: rule.allOf.map(number), anyOf: rule.anyOf.map(number), noneOf: rule.noneOf.map(number),
                hasPlan: rule.plan != nil)
        }
        var waiting: [[Int]] = Array(repeating: [], count: phrases.count)
        var undemanding: [Int] = []
        for (index, rule) in rules.enumerated() {
            let longest = rule.allOf.max { $0.utf8.count < $1.utf8.count }
            let demanded = rule.anyOf.isEmpty ? [longest].compactMap { $0 } : rule.anyOf
            if demanded.isEmpty { undemanding.append(index) }
            for phrase in demanded { waiting[number(of: phrase)].append(index) }
        }
        self.waiting = waiting
        self.undemanding = undemanding
    }

    /// The first rule that matches, and the first that matches and carries a plan.
    func firstMatches(_ question: FoldedText) -> (first: Int?, withPlan: Int?) {
        let isFound = phrases.search(question)
        var (first, withPlan) = (Int.max, Int.max)
        func look(at rule: Int) {
            guard rule < max(first, withPlan) else { return }
            let condition = conditions[rule]
            guard condition.holds(isFound) else { return }
            first = min(first, rule)
            if condition.hasPlan { withPlan = min(withPlan, rule) }
        }
        undemanding.forEach(look)
        for (phrase, isFound) in isFound.enumerated() where isFound { waiting[phrase].forEach(look) }
        return (first < .max ? first : nil, withPlan < .max ? withPlan : nil)
    }
}
