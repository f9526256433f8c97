import ToolRouter

/// 500 rules as a large router may have them: words, patterns with captures and weights, for three tools.
enum PatternRules {
    static let all = (0..<500).map { number in
        let noun = nouns[number % nouns.count]
        let kind = kinds[number / nouns.count % kinds.count]
        return Rule(
            name: "rule \(number)", anyOf: number % 5 == 0 ? [noun, noun + "s"] : [],
            noneOf: number % 3 == 0 ? ["draft \(noun)"] : [],
            patterns: [
                pattern("how many \(kind) \(noun)s [are there] in {city...} since {year:integer}"),
                pattern("\(kind) \(noun) {number:integer}"), pattern("\(noun)s of {who} * \(kind)"),
            ],
            weight: 1 + number % 9, tool: tools[number % tools.count])
    }

    /// 50 to 100 bytes each.
    static let questions = [
        "How many late orders are there in New York since 2024, please?",
        "What became of open invoice 4711, and who has signed it in the meantime?",
        "Show me the shipments of Miller, Smith & Sons that were late in the last quarter.",
        "How many paid returns in Paris since 2025 had something to do with suppliers?",
    ]

    private static let tools: [ToolName] = ["sql", "docs", "rest"]
    private static let nouns = [
        "order", "customer", "invoice", "shipment", "return", "product", "supplier", "payment", "contract", "employee",
    ]
    private static let kinds = (["late", "open", "paid"] + (0..<47).map { "kind\($0)" })

    private static func pattern(_ text: String) -> RulePattern {
        guard let pattern = try? RulePattern(text) else { preconditionFailure("no pattern: \(text)") }
        return pattern
    }
}
