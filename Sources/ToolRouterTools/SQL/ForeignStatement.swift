import SQLSandbox

/// Statements of other databases that ask about a schema, choose a database or change something, and that SQLite's parser
/// does not take: they are statements to be refused, not prose.
///
/// Prose begins with the same words ("Show me the tables", "Describe what you mean"), so the whole of a statement has to have
/// its form, and what it names has to be there: two words are a form already.
struct ForeignStatement {
    private static let verbs = Set(forms.keys.map { SQLName($0) })

    /// What may follow a verb, each a list of parts in order.
    private static let forms: [String: [[Part]]] = [
        "describe": described, "desc": described, "explain": described,
        "show": [
            [.anyOf(["full", "extended", "global", "session"]), .oneOf(things), .filters],
            [.oneOf(["create"]), .oneOf(["table", "view", "database", "schema"]), .known],
        ],
        "use": [[.known]],
        "truncate": [[.anyOf(["table"]), .known]],
        "call": [[.name, .constants]], "exec": [[.known]], "execute": [[.known]],
        "grant": [[.toTheEnd(behind: ["on", "to"])]], "revoke": [[.toTheEnd(behind: ["on", "from"])]],
        "set": [[.name, .oneOf(["="]), .value], [.oneOf(settings), .oneOf(["to"]), .value]],
        "lock": [[.oneOf(["table", "tables"]), .known]], "unlock": [[.oneOf(["tables"])]],
        "merge": [[.oneOf(["into"]), .known, .toTheEnd(behind: ["using", "when"])]],
    ]

    private static let described: [[Part]] = [
        [.anyOf(["table", "extended", "formatted"]), .known],
        [.anyOf(["analyze", "verbose", "formatted", "extended"]), .query],
    ]

    /// What PostgreSQL sets `TO` a value: with any other name that is English.
    private static let settings: Set<String> = [
        "search_path", "statement_timeout", "lock_timeout", "client_encoding", "datestyle", "timezone", "role",
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
        /// A name of what is there.
        case known
        /// A word, a number or a text.
        case value
        /// Numbers and texts in brackets, right behind a name.
        case constants
        /// Any number of `FROM name`, `IN name` and `LIKE text`; or `WHERE` and what comes behind it.
        case filters
        /// A query, to the end.
        case query
        /// Anything to the end, if it holds these words in this order.
        case toTheEnd(behind: [String])
    }

    /// The verb, in capitals.
    let verb: String

    /// What it names and has to be there, as it is written.
    let names: [String]

    /// What it explains and has to be a statement; nil when it explains none.
    let query: ArraySlice<UInt8>?

    /// The statement that `text` is, alone or with one semicolon behind it; nil when it is none of them.
    init?(_ text: ArraySlice<UInt8>) {
        var words = Words(text)
        guard let verb = words.next(), let forms = Self.forms[verb],
            let read = forms.lazy.compactMap({ words.reading($0) }).first
        else { return nil }
        self.verb = verb.uppercased()
        names = read.known.map { String(decoding: $0, as: UTF8.self) }
        query = read.query
    }

    /// Whether a statement may begin with `word`.
    static func begins(with word: SQLName) -> Bool { verbs.contains(word) }

    /// What the parser of a statement sees, in lower case, one after the other.
    private struct Words {
        private let text: ArraySlice<UInt8>
        private var tokens: SQLTokens.Iterator
        private var ahead: SQLTokens.Token?
        /// Where the last token ended.
        private var end: Int
        private(set) var known: [ArraySlice<UInt8>] = []
        private(set) var query: ArraySlice<UInt8>?

        init(_ text: ArraySlice<UInt8>) {
            self.text = text
            end = text.startIndex
            tokens = SQLTokens(text).makeIterator()
            advance()
        }

        private mutating func advance() {
            if let ahead { end = ahead.range.upperBound }
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

        /// What was read of this form; nil when the rest has another.
        func reading(_ form: [Part]) -> Words? {
            var rest = self
            guard form.allSatisfy({ rest.take($0) }) else { return nil }
            if rest.word == ";" { rest.advance() }
            return rest.ahead == nil ? rest : nil
        }

        private mutating func take(_ part: Part) -> Bool {
            switch part {
            case .oneOf(let words):
                guard let word, words.contains(word) else { return false }
                advance()
            case .anyOf(let words):
                while let word, words.contains(word) { advance() }
            case .name: return takeName()
            case .known: return takeKnown()
            case .value:
                guard [.word, .number, .string, .quotedName].contains(kind) else { return false }
                advance()
            case .constants: return takeConstants()
            case .filters:
                while let word, ["from", "in", "like"].contains(word) {
                    advance()
                    guard word == "like" ? take(.value) : takeKnown() else { return false }
                }
                if word == "where" { takeRest() }
            case .query:
                guard let word, let start = ahead?.range.lowerBound, ["select", "with", "values"].contains(word) else {
                    return false
                }
                query = text[start...]
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

        /// The most names that are looked for.
        private static let maximumKnown = 4

        private mutating func takeKnown() -> Bool {
            guard let start = ahead?.range.lowerBound, takeName(), known.count < Self.maximumKnown else { return false }
            known.append(text[start..<end])
            return true
        }

        private mutating func takeConstants() -> Bool {
            guard ahead?.range.lowerBound == end, takeMark("(") else { return false }
            var depth = 1
            while let word, depth > 0 {
                switch kind {
                case .operator: depth += word == "(" ? 1 : word == ")" ? -1 : 0
                case .number, .string, .quotedName, .blob, .variable: break
                default: return false
                }
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
