import SQLSandbox

/// Statements of other databases that ask about a schema, choose a database or change something, and that SQLite's parser
/// does not take: they are statements to be refused, not prose.
///
/// Prose begins with the same words ("Show me the tables", "Describe what you mean"), so the whole of a statement has to have
/// its form. What begins with a statement that is explained is read behind that.
struct ForeignStatement {
    private static let verbs = Set(forms.keys.map { SQLName($0) })

    /// What may follow a verb, each a list of parts in order.
    private static let forms: [String: [[Part]]] = [
        "describe": described, "desc": described, "explain": described,
        "show": [
            [.anyOf(["full", "extended", "global", "session"]), .oneOf(things), .filters],
            [.oneOf(["create"]), .oneOf(["table", "view", "database", "schema"]), .name],
        ],
        "use": [[.name]],
        "truncate": [[.anyOf(["table"]), .name]],
        "call": [[.name, .brackets]], "exec": [[.name]], "execute": [[.name]],
        "grant": [[.toTheEnd(behind: ["on", "to"])]], "revoke": [[.toTheEnd(behind: ["on", "from"])]],
        "set": [[.name, .oneOf(["=", "to"]), .value]],
        "lock": [[.oneOf(["table", "tables"]), .name]], "unlock": [[.oneOf(["tables"])]],
        "merge": [[.oneOf(["into"]), .toTheEnd(behind: ["using", "when"])]],
    ]

    private static let described: [[Part]] = [
        [.anyOf(["table", "extended", "formatted"]), .name],
        [.anyOf(["analyze", "verbose", "formatted", "extended"]), .query],
    ]

    private static let things: Set<String> = [
        "tables", "databases", "schemas", "columns", "fields", "index", "indexes", "keys", "views", "triggers",
        "status",
        "variables", "grants", "processlist", "engines", "functions", "procedures",
    ]

    /// A part of a form.
    private enum Part {
        /// One of these words or marks.
        case oneOf(Set<String>)
        /// Any number of these words, also none.
        case anyOf(Set<String>)
        /// A name, with points in it where it has several parts.
        case name
        /// A word, a number or a text.
        case value
        /// Anything in one pair of brackets.
        case brackets
        /// Any number of `FROM name`, `IN name` and `LIKE text`; or `WHERE` and what comes behind it.
        case filters
        /// A query, to the end.
        case query
        /// Anything to the end, if it holds these words in this order.
        case toTheEnd(behind: [String])
    }

    /// The verb, in capitals.
    let verb: String

    /// The statement that `text` is, alone or with one semicolon behind it; nil when it is none of them.
    init?(_ text: ArraySlice<UInt8>) {
        var words = Words(text)
        guard let verb = words.next(), let forms = Self.forms[verb], forms.contains(where: { words.have($0) }) else {
            return nil
        }
        self.verb = verb.uppercased()
    }

    /// Whether a statement may begin with `word`.
    static func begins(with word: SQLName) -> Bool { verbs.contains(word) }

    /// What the parser of a statement sees, in lower case, one after the other.
    private struct Words {
        private let text: ArraySlice<UInt8>
        private var tokens: SQLTokens.Iterator
        private var ahead: SQLTokens.Token?

        init(_ text: ArraySlice<UInt8>) {
            self.text = text
            tokens = SQLTokens(text).makeIterator()
            advance()
        }

        private mutating func advance() {
            repeat { ahead = tokens.next() } while ahead?.kind.isSkipped ?? false
        }

        private var kind: SQLTokens.Kind? { ahead?.kind }

        /// The token ahead in lower case; nil at the end. None that is looked for is longer.
        private var word: String? {
            ahead.map { String(decoding: text[$0.range].prefix(20), as: UTF8.self).lowercased() }
        }

        mutating func next() -> String? {
            defer { advance() }
            return word
        }

        /// Whether the rest has this form.
        func have(_ form: [Part]) -> Bool {
            var rest = self
            guard form.allSatisfy({ rest.take($0) }) else { return false }
            if rest.word == ";" { rest.advance() }
            return rest.ahead == nil
        }

        private mutating func take(_ part: Part) -> Bool {
            switch part {
            case .oneOf(let words):
                guard let word, words.contains(word) else { return false }
                advance()
            case .anyOf(let words):
                while let word, words.contains(word) { advance() }
            case .name: return takeName()
            case .value:
                guard [.word, .number, .string, .quotedName].contains(kind) else { return false }
                advance()
            case .brackets: return takeBrackets()
            case .filters:
                while let word, ["from", "in", "like"].contains(word) {
                    advance()
                    guard word == "like" ? take(.value) : takeName() else { return false }
                }
                if word == "where" { takeRest() }
            case .query:
                guard let word, ["select", "with", "values"].contains(word) else { return false }
                takeRest()
            case .toTheEnd(let words):
                var missing = words[...]
                while let word {
                    if word == missing.first { missing = missing.dropFirst() }
                    advance()
                }
                return missing.isEmpty
            }
            return true
        }

        private mutating func takeName() -> Bool {
            repeat {
                guard [.word, .quotedName].contains(kind) else { return false }
                advance()
            } while takeMark(".")
            return true
        }

        private mutating func takeBrackets() -> Bool {
            guard takeMark("(") else { return false }
            var depth = 1
            while let word, depth > 0 {
                if kind == .operator { depth += word == "(" ? 1 : word == ")" ? -1 : 0 }
                advance()
            }
            return depth == 0
        }

        private mutating func takeMark(_ mark: String) -> Bool {
            guard kind == .operator, word == mark else { return false }
            advance()
            return true
        }

        private mutating func takeRest() {
            while ahead != nil { advance() }
        }
    }
}
