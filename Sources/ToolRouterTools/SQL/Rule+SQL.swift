import SQLSandbox
package import ToolRouter

extension Rule {
    /// A rule for `sql` that carries the statement to run when no LLM can be asked.
    ///
    /// - Parameter sql: its parameters but `:user` and `:tenant`, which are the caller's, are filled by captures of the same names.
    package init(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [],
        patterns: [RulePattern] = [], weight: Int = 1, confidence: Ratio? = nil, answers: RuleAnswers = .fallback,
        sql: String
    ) {
        var parameters: [String: PlanArgument] = [:]
        for name in RuleParameters.captures(in: sql) { parameters[name] = .string(":" + name) }
        self.init(
            name: name, allOf: allOf, anyOf: anyOf, noneOf: noneOf, patterns: patterns, weight: weight, tool: .sql,
            confidence: confidence, answers: answers, arguments: Plan(sql: sql, parameters: parameters).arguments)
    }

    /// The statement that answers without an LLM, where the rule carries one.
    package var sql: String? { template?.sql }
}

/// The parameters of a rule's statement.
package enum RuleParameters {
    /// What the caller fills, whatever a question says.
    package static let ofCaller = ["user", "tenant"]

    /// The names of all parameters of `sql` as they are written, each once and in order: `:city`, `?1`, `@x`.
    package static func written(in sql: String) -> [String] {
        let text = Array(sql.utf8)
        var names: [String] = []
        for token in SQLTokens(text[...]) where token.kind == .variable {
            let name = String(decoding: text[token.range], as: UTF8.self)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The names, without the colon, of those that captures fill.
    package static func captures(in sql: String) -> [String] {
        written(in: sql).filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }.filter { !ofCaller.contains($0) }
    }
}
