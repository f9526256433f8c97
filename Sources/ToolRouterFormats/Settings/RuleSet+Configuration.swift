import ToolRouter
import ToolRouterTools

extension RuleSet {
    /// Reads the rules, in order.
    init(_ node: ConfigurationNode) throws(FileError) {
        var rules = [Rule]()
        var lines = [String: Int]()
        for element in try node.elements("a list of rules") {
            let rule = try Rule(element)
            if let line = lines[rule.name] {
                throw element.fault(
                    found: "the name \"\(Excerpt.of(rule.name))\" again, after line \(line)",
                    expected: "a name of its own", remedy: "rename one of the two rules")
            }
            lines[rule.name] = element.line
            rules.append(rule)
        }
        self.init(rules)
    }
}

extension Rule {
    private static let none: ToolName = "none"

    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(
            node,
            keys: [
                "name", "all_of", "any_of", "none_of", "patterns", "weight", "tool", "confidence", "answers", "sql",
                "arguments",
            ])
        let name = try section.required("name", "a name").name()
        let tool = try Self.tool(section.required("tool", Self.toolWords))
        let allOf = try Self.phrases(section["all_of"])
        let anyOf = try Self.phrases(section["any_of"])
        let patterns = try Self.patterns(section["patterns"])
        // A rule without words would match every question.
        guard !allOf.isEmpty || !anyOf.isEmpty || !patterns.isEmpty else {
            throw node.fault(
                found: "no words to look for", expected: "words in `all_of` or `any_of`, or `patterns`",
                remedy: "add some")
        }
        let plan = try RulePlanReading(section, tool: tool, patterns: patterns)
        try self.init(
            name: name, allOf: allOf, anyOf: anyOf, noneOf: Self.phrases(section["none_of"]), patterns: patterns,
            weight: section.integer("weight", in: Self.weights) ?? 1, tool: tool,
            confidence: section.ratio("confidence"), answers: plan.answers, arguments: plan.arguments)
    }

    private static let tools = ToolKinds.names + [none]
    private static let toolWords = "one of " + tools.map { "`\($0.text)`" }.joined(separator: ", ")

    private static func tool(_ node: ConfigurationNode) throws(FileError) -> ToolName {
        let text = try node.text(toolWords)
        guard let tool = tools.first(where: { $0.text == text }) else {
            let nearest = Spelling.nearest(to: text, among: tools.map(\.text))
            throw node.fault(
                expected: toolWords, remedy: nearest.map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        return tool
    }

    private static func phrases(_ node: ConfigurationNode?) throws(FileError) -> [String] {
        guard let node else { return [] }
        return try node.elements("a list of words or phrases").distinct { phrase throws(FileError) in
            let text = try phrase.name("a word or phrase")
            guard !FoldedText(text).text.isEmpty else {
                throw phrase.fault(expected: "a word or phrase", remedy: "remove it")
            }
            return text
        }
    }

    private static func patterns(_ node: ConfigurationNode?) throws(FileError) -> [RulePattern] {
        guard let node else { return [] }
        return try node.someElements("a list of patterns").distinct { element throws(FileError) in
            let text = try element.name("a pattern", longest: RulePattern.Bounds.characters)
            do throws(RulePatternError) {
                return try RulePattern(text)
            } catch {
                throw element.fault(found: error.found, expected: error.expected, remedy: error.remedy)
            }
        }
    }
}
