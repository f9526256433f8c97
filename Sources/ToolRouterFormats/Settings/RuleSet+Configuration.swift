package import ToolRouter
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
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(
            node, keys: ["name", "all_of", "any_of", "none_of", "tool", "confidence", "sql"])
        let name = try section.required("name", "a name").name()
        let tool = try section.required("tool", "one of `sql`, `docs`, `rest`")
            .choice(["sql": ToolName.sql, "docs": "docs", "rest": "rest"])
        let allOf = try Self.phrases(section["all_of"])
        let anyOf = try Self.phrases(section["any_of"])
        // A rule without words would match every question.
        guard !allOf.isEmpty || !anyOf.isEmpty else {
            throw node.fault(
                found: "no words to look for", expected: "words in `all_of` or `any_of`", remedy: "add some")
        }
        let sql = section["sql"]
        if let sql, tool != .sql {
            throw sql.fault(
                found: "a statement", expected: "none, as the tool is `\(tool)`", remedy: "remove one of them")
        }
        let noneOf = try Self.phrases(section["none_of"])
        let confidence = try section.ratio("confidence")
        if let sql = try sql?.text("an SQL statement") {
            self.init(name: name, allOf: allOf, anyOf: anyOf, noneOf: noneOf, confidence: confidence, sql: sql)
        } else {
            self.init(name: name, allOf: allOf, anyOf: anyOf, noneOf: noneOf, tool: tool, confidence: confidence)
        }
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
}

/// A file with the rules of a router: the list that `rules` is in `scenario.yaml`, alone or under that key.
package enum RulesFile {
    /// Reads the rules at `path`, as strictly as in a scenario.
    package static func read(path: String) throws(FileError) -> RuleSet {
        let root = try ConfigurationNode(yaml: ConfigurationText(path: path, kind: "a file with rules"))
        guard case .mapping = root.content else { return try RuleSet(root) }
        let section = try ConfigurationSection(root, keys: ["rules"])
        return try RuleSet(section.required("rules", "a list of rules"))
    }
}
