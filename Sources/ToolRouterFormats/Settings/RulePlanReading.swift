import ToolRouter
import ToolRouterTools

/// Reads the plan of a rule: `sql` or `arguments`, and when it answers.
struct RulePlanReading {
    let arguments: [String: PlanArgument]?
    let answers: RuleAnswers

    init(
        _ section: ConfigurationSection, tool: ToolName, patterns: [RulePattern]
    ) throws(FileError) {
        let captures = Set(patterns.flatMap(\.captures))
        if let sql = section["sql"], tool != .sql {
            throw sql.fault(
                found: "a statement", expected: "none, as the tool is `\(tool)`", remedy: "remove one of them")
        }
        if let node = section["arguments"], tool == .sql || tool.text == "none" {
            throw node.fault(
                found: "arguments", expected: "none, as the tool is `\(tool)`",
                remedy: tool == .sql ? "write the statement under `sql`" : "remove one of them")
        }
        if tool.text == "none" {
            if let node = section["answers"] {
                throw node.fault(
                    expected: "no such key, as the tool is `none`: the caller is asked back at once",
                    remedy: "remove it")
            }
            (arguments, answers) = ([:], .first)
            return
        }
        if let sql = section["sql"] {
            arguments = try Self.arguments(sql: sql, captures)
        } else {
            arguments = try section["arguments"].map { node throws(FileError) in
                var arguments: [String: PlanArgument] = [:]
                for entry in try node.someEntries("a mapping of what the tool is called with") {
                    arguments[entry.name] = try Self.argument(entry.value, captures)
                }
                return arguments
            }
        }
        answers = try section["answers"]?.choice(of: RuleAnswers.self) ?? .fallback
        if answers == .first, arguments == nil, let node = section["answers"] {
            throw node.fault(
                expected: "`fallback`, as the rule carries no plan",
                remedy: tool == .sql ? "add `sql`" : "add `arguments`")
        }
    }

    private static func arguments(
        sql node: ConfigurationNode, _ captures: Set<String>
    ) throws(FileError) -> [String: PlanArgument] {
        let sql = try node.text("an SQL statement")
        for parameter in RuleParameters.written(in: sql) {
            guard parameter.hasPrefix(":") else {
                throw node.fault(
                    found: "the parameter `\(Excerpt.of(parameter))`", expected: "parameters such as `:name`",
                    remedy: "write `:` and the name of a capture, or `:user` or `:tenant`")
            }
            let name = String(parameter.dropFirst())
            if !RuleParameters.ofCaller.contains(name) { try require(name, in: captures, node) }
        }
        return Rule(name: "", sql: sql).arguments ?? [:]
    }

    private static func argument(
        _ node: ConfigurationNode, _ captures: Set<String>
    ) throws(FileError) -> PlanArgument {
        switch node.content {
        case .scalar(let text, let isPlain):
            if node.isNull { return .null }
            if isPlain, text == "true" || text == "false" { return .bool(text == "true") }
            if isPlain, isNumber(text) { return .number(text) }
            if let name = RuleTemplate.name(text), name != RuleTemplate.question {
                try require(name, in: captures, node)
            }
            return .string(text)
        case .list(let elements):
            var values: [PlanArgument] = []
            for element in elements { values.append(try argument(element, captures)) }
            return .list(values)
        case .mapping(let entries):
            var members: [String: PlanArgument] = [:]
            for entry in entries { members[entry.name] = try argument(entry.value, captures) }
            return .object(members)
        }
    }

    private static func require(
        _ name: String, in captures: Set<String>, _ node: ConfigurationNode
    ) throws(FileError) {
        guard !captures.contains(name) else { return }
        let known = captures.sorted().map { "`:\($0)`" }.joined(separator: ", ")
        throw node.fault(
            found: "`:\(Excerpt.of(name))`, which no pattern of the rule captures",
            expected: captures.isEmpty ? "a rule with patterns that capture it" : "one of \(known)",
            remedy: Spelling.nearest(to: name, among: captures.sorted()).map { "did you mean `:\($0)`?" }
                ?? "add `{\(name)}` to a pattern")
    }

    /// Whether a text is a number of JSON (RFC 8259, section 6).
    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 40,
            first == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= first
        else { return false }
        var digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard text.utf8.count - digits.count <= 1 else { return false }
        let whole = digits.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard whole.count == 1 || whole.first.map({ $0 != UInt8(ascii: "0") }) ?? false else { return false }
        digits = digits.dropFirst(whole.count)
        guard digits.popFirst() == UInt8(ascii: ".") else { return digits.isEmpty && whole.count > 0 }
        return !digits.isEmpty && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
