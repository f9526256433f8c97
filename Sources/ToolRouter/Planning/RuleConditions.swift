/// What each of several rules demands of a question, made ready to be asked of all of them at once.
///
/// A rule is only looked at when the question holds a phrase without which it can't match: one of `anyOf` or, where there
/// are none, the rarest of `allOf`, or the rarest of each pattern.
struct RuleConditions: Sendable {
    /// A rule that matches.
    struct Found {
        let rule: Int
        /// Which of its patterns matched.
        var pattern: Int?
        var captures: [(name: String, value: PlanArgument)] = []
        /// Whether it carries a plan that can be filled.
        var hasPlan: Bool
    }

    /// One rule's phrases, by their numbers.
    private struct Condition: Sendable {
        let allOf: [Int]
        let anyOf: [Int]
        let noneOf: [Int]
        let patterns: [Pattern]
        let hasPlan: Bool

        func holds(_ found: FoundPhrases) -> Bool {
            allOf.allSatisfy { found[$0] } && (anyOf.isEmpty || anyOf.contains { found[$0] })
                && !noneOf.contains { found[$0] }
        }
    }

    private struct Pattern: Sendable {
        let pattern: RulePattern
        /// Phrases that must all occur.
        let required: [Int]
        /// Phrases of which one must occur, unless there are none.
        let alternatives: [Int]
        /// Whether it captures all that the rule's plan needs.
        let fillsPlan: Bool

        func mayMatch(_ found: FoundPhrases) -> Bool {
            required.allSatisfy { found[$0] } && (alternatives.isEmpty || alternatives.contains { found[$0] })
        }
    }

    /// Numbers that are equal where the rules name the same tool, by the rule's number.
    let toolNumbers: [Int]
    private let search: PhraseSearch
    private let conditions: [Condition]
    /// The rules to look at when a phrase is found, by the phrase's number.
    private let waiting: [[Int]]
    /// The rules to look at whatever is found: those that demand nothing.
    private let undemanding: [Int]

    init(_ rules: [Rule]) {
        var all: Set<[UInt8]> = []
        for rule in rules {
            let own: [String] = rule.allOf + rule.anyOf + rule.noneOf
            for phrase in own { all.insert(Array(phrase.utf8)) }
            for pattern in rule.patterns {
                for phrase in pattern.requiredPhrases + pattern.alternativePhrases { all.insert(Array(phrase.utf8)) }
            }
        }
        let phrases: [[UInt8]] = all.sorted { $0.lexicographicallyPrecedes($1) }
        let numbers: [[UInt8]: Int] = Dictionary(uniqueKeysWithValues: phrases.enumerated().map { ($1, $0) })
        func number(of phrase: String) -> Int { numbers[Array(phrase.utf8)]! }

        search = PhraseSearch(phrases)
        conditions = rules.map { rule in
            let needed = RuleTemplate.captures(in: rule.arguments ?? [:])
            return Condition(
                allOf: rule.allOf.map(number), anyOf: rule.anyOf.map(number), noneOf: rule.noneOf.map(number),
                patterns: rule.patterns.map { pattern in
                    Pattern(
                        pattern: pattern, required: pattern.requiredPhrases.map(number),
                        alternatives: pattern.alternativePhrases.map(number),
                        fillsPlan: needed.allSatisfy(pattern.captures.contains))
                },
                hasPlan: rule.arguments != nil && (needed.isEmpty || !rule.patterns.isEmpty))
        }
        var waiting: [[Int]] = Array(repeating: [], count: phrases.count)
        var undemanding: [Int] = []
        var uses = [Int](repeating: 0, count: phrases.count)
        for rule in rules {
            for phrase in rule.allOf + rule.patterns.flatMap(\.requiredPhrases) { uses[number(of: phrase)] += 1 }
        }
        for (index, rule) in rules.enumerated() {
            let demanded = Self.demanded(by: rule) { uses[number(of: $0)] }
            if demanded.isEmpty { undemanding.append(index) }
            for phrase in Set(demanded.map(number)) { waiting[phrase].append(index) }
        }
        self.waiting = waiting
        self.undemanding = undemanding
        let tools = Array(Set(rules.map(\.tool))).sorted()
        toolNumbers = rules.map { rule in tools.firstIndex(of: rule.tool)! }
    }

    /// Phrases without one of which a rule can't match; none where it matches whatever there is. Of those that must all occur the one
    /// that the fewest rules know, the longest of several: so few rules are looked at in vain.
    private static func demanded(by rule: Rule, _ uses: (String) -> Int) -> [String] {
        func rarest(_ phrases: [String]) -> String? {
            phrases.min { (uses($0), -$0.utf8.count) < (uses($1), -$1.utf8.count) }
        }
        if !rule.anyOf.isEmpty { return rule.anyOf }
        if let rarest = rarest(rule.allOf) { return [rarest] }
        return rule.patterns.flatMap { pattern in
            rarest(pattern.requiredPhrases).map { [$0] } ?? pattern.alternativePhrases
        }
    }

    func phrases(in question: FoldedText) -> FoundPhrases { search.search(question) }

    /// Calls `body` with each rule that matches, in their order.
    func forEachMatch(_ question: String, _ found: FoundPhrases, _ body: (Found) -> Void) {
        var candidates = undemanding
        for phrase in found.numbers { candidates += waiting[phrase] }
        candidates.sort()
        var matcher: PatternMatcher?
        var last = -1
        for rule in candidates where rule != last {
            last = rule
            let condition = conditions[rule]
            guard condition.holds(found) else { continue }
            if condition.patterns.isEmpty {
                body(Found(rule: rule, hasPlan: condition.hasPlan))
                continue
            }
            for (index, pattern) in condition.patterns.enumerated()
            where pattern.mayMatch(found) {
                matcher = matcher ?? PatternMatcher(question)
                guard let captures = matcher!.captures(of: pattern.pattern) else { continue }
                body(
                    Found(
                        rule: rule, pattern: index, captures: captures,
                        hasPlan: condition.hasPlan && pattern.fillsPlan))
                break
            }
        }
    }

    /// The words and phrases of a rule that a question holds.
    func words(of number: Int, _ rule: Rule, _ found: FoundPhrases) -> [String] {
        let condition = conditions[number]
        return zip(rule.allOf, condition.allOf).filter { found[$0.1] }.map(\.0)
            + zip(rule.anyOf, condition.anyOf).filter { found[$0.1] }.map(\.0)
    }
}
