/// The deterministic router's rules, in order: the first that matches counts.
public struct RuleSet: Sendable {
    /// The rules, first match first.
    public var rules: [Rule]

    public init(_ rules: [Rule] = []) {
        self.rules = rules
    }

    /// The first rule that matches `question`.
    public func match(_ question: CanonicalQuestion) -> Rule? {
        rules.first { $0.matches(question) }
    }

    /// The rule planner: the first matching rule that carries a plan of its own, for when no LLM can be asked.
    public func plan(for question: CanonicalQuestion) -> (rule: Rule, plan: Plan)? {
        for rule in rules where rule.sql != nil && rule.matches(question) {
            return (rule, Plan(tool: rule.tool, sql: rule.sql, confidence: rule.confidence))
        }
        return nil
    }
}

/// One rule: which questions it is for, which tool they need, and perhaps the very statement.
public struct Rule: Hashable, Sendable {
    /// Names the rule in events and reports.
    public var name: String
    /// Words or phrases that must all occur.
    public var allOf: [String]
    /// Words or phrases of which one must occur, unless there are none.
    public var anyOf: [String]
    /// Words or phrases that must not occur.
    public var noneOf: [String]
    /// The tool such questions need.
    public var tool: ToolName
    /// How sure the rule is; nil is quite sure.
    public var confidence: Ratio?
    /// The statement that answers them without an LLM.
    public var sql: String?

    /// The plan that answers them without an LLM; nil when the rule carries none.
    public var plan: Plan? {
        sql.map { Plan(tool: tool, sql: $0, confidence: confidence) }
    }

    public init(
        name: String, allOf: [String] = [], anyOf: [String] = [], noneOf: [String] = [], tool: ToolName,
        confidence: Ratio? = nil, sql: String? = nil
    ) {
        self.name = name
        self.allOf = allOf.map { CanonicalQuestion($0).text }
        self.anyOf = anyOf.map { CanonicalQuestion($0).text }
        self.noneOf = noneOf.map { CanonicalQuestion($0).text }
        self.tool = tool
        self.confidence = confidence
        self.sql = sql
    }

    /// Whether the rule is for `question`: phrases count where words begin and end.
    public func matches(_ question: CanonicalQuestion) -> Bool {
        allOf.allSatisfy { question.contains(phrase: $0) }
            && (anyOf.isEmpty || anyOf.contains { question.contains(phrase: $0) })
            && !noneOf.contains { question.contains(phrase: $0) }
    }
}

extension CanonicalQuestion {
    /// Whether `phrase` occurs, beginning and ending where a word does.
    package func contains(phrase: String) -> Bool {
        let text = Array(text.utf8)
        let phrase = Array(phrase.utf8)
        guard !phrase.isEmpty, phrase.count <= text.count else { return false }
        return (0...(text.count - phrase.count)).contains { start in
            let end = start + phrase.count
            return text[start..<end].elementsEqual(phrase)
                && !(start > 0 && isWord(text[start - 1]) && isWord(phrase[0]))
                && !(end < text.count && isWord(text[end]) && isWord(phrase[phrase.count - 1]))
        }
    }

    /// Letters, digits and everything beyond ASCII make words.
    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }
}
