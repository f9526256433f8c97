/// What the first statement of a text names where only a table, a view or a common table expression can stand.
///
/// SQLite's authorizer is told of a table only after SQLite has found all that the statement asks of it, and of a table
/// without a column by a name alone, which may be an expression's. The grammar tells more: an unqualified name means an
/// expression exactly when it stands between a `WITH` that defines it and the end of the bracket, or of the statement, that
/// the `WITH` stands in. Where a text is no SQL, more names may be found than it has; SQLite refuses it anyhow.
struct NamedTables {
    /// What a statement does, by the word it begins with.
    enum Verb {
        /// `SELECT`, `VALUES`, or either behind `WITH`; `ATTACH` and `DETACH`, which may ask a subquery for a name.
        case query
        /// `INSERT`, `CREATE`, `REINDEX` and their like.
        case write
        /// `PRAGMA`, `BEGIN`, a word that no statement begins with.
        case other
    }

    /// What the statement does; what is explained, for an `EXPLAIN`.
    private(set) var verb = Verb.other
    /// The names that stand for tables and views, in order; one may be there several times.
    private(set) var tables: [SQLName] = []
    /// The names that stand for common table expressions of the statement.
    private(set) var expressions: Set<SQLName> = []
    /// Those of the names that stand for tables which are called like functions.
    private(set) var calls: Set<SQLName> = []
    /// Whether it says `IF EXISTS` or `IF NOT EXISTS`, so that a name decides whether it does anything, or `ALTER TABLE`, whose
    /// table SQLite looks for before it reads on.
    private(set) var hasCondition = false
    /// Whether it asks for all columns of something.
    private(set) var hasStar = false

    private let tokens: [SQLTokens.Token]
    private let text: ArraySlice<UInt8>
    /// For each opening bracket the position of the token that closes it; the number of tokens where none does.
    private var closing: [Int] = []

    /// What is known at a place between brackets.
    private struct Level {
        /// Whether a table must come next.
        var expectsTable = false
        /// Whether a comma separates tables.
        var isSource = false
        /// The expressions that are known up to the end of the bracket.
        var expressions: [SQLName] = []
    }

    private var levels = [Level()]
    /// How many of the expressions that are known at a place have the name.
    private var known: [SQLName: Int] = [:]

    /// Reads the first statement of `text`, or the statement that defines a view; takes time in proportion to it.
    init(of text: ArraySlice<UInt8>) {
        self.text = text
        var tokens: [SQLTokens.Token] = []
        for token in SQLTokens(text) where !token.kind.isSkipped {
            if text[token.range.lowerBound] == UInt8(ascii: ";"), token.kind == .operator {
                if tokens.isEmpty { continue }
                break
            }
            tokens.append(token)
        }
        self.tokens = tokens
        findBrackets()
        read()
    }

    private mutating func findBrackets() {
        // By position; what is no bracket closes itself.
        closing = Array(tokens.indices)
        var open: [Int] = []
        for position in tokens.indices {
            if isMark("(", at: position) {
                open.append(position)
            } else if isMark(")", at: position), let start = open.popLast() {
                closing[start] = position
            }
        }
        for start in open { closing[start] = tokens.count }
    }

    private mutating func read() {
        var position = 0
        while isWord("EXPLAIN", at: position) || isWord("QUERY", at: position) || isWord("PLAN", at: position) {
            position += 1
        }
        readVerb(at: position)
        while position < tokens.count {
            position = read(at: position)
        }
    }

    private mutating func readVerb(at start: Int) {
        var start = start
        if let definitions = definitions(at: start) { start = definitions.end }
        if isAnyWord(Self.queries, at: start) {
            verb = .query
        } else if isAnyWord(Self.writes, at: start) {
            verb = .write
            if isWord("ALTER", at: start), isWord("TABLE", at: start + 1) { hasCondition = true }
        }
    }

    /// Takes in the token at a position; returns the next position.
    private mutating func read(at position: Int) -> Int {
        if let definitions = definitions(at: position) {
            for name in definitions.names { known[name, default: 0] += 1 }
            levels[levels.count - 1].expressions += definitions.names
            // What it defines is read like everything else.
            return position + 1
        }
        if isMark("(", at: position) {
            let isSource = levels[levels.count - 1].expectsTable
            levels[levels.count - 1].expectsTable = false
            levels.append(Level(expectsTable: isSource, isSource: isSource))
        } else if isMark(")", at: position) {
            if levels.count > 1 {
                for name in levels.removeLast().expressions { known[name, default: 0] -= 1 }
            }
        } else if isMark(",", at: position) {
            levels[levels.count - 1].expectsTable = levels[levels.count - 1].isSource
        } else if isMark("*", at: position) {
            if position > 0,
                isMark(",", at: position - 1) || isMark(".", at: position - 1)
                    || isAnyWord(Self.beforeStar, at: position - 1)
            {
                hasStar = true
            }
        } else if tokens[position].kind == .word, let next = readKeyword(at: position) {
            return next
        } else if levels[levels.count - 1].expectsTable, isName(at: position) {
            return readTable(at: position)
        }
        return position + 1
    }

    /// Takes in a keyword that begins or ends a list of tables; nil when it is none. None of them can be a name.
    private mutating func readKeyword(at position: Int) -> Int? {
        let level = levels.count - 1
        if isWord("FROM", at: position) {
            // `a IS NOT DISTINCT FROM b` compares.
            let isComparison =
                isWord("DISTINCT", at: position - 1) && isAnyWord(Self.comparisons, at: position - 2)
            if !isComparison { (levels[level].expectsTable, levels[level].isSource) = (true, true) }
        } else if isWord("JOIN", at: position) {
            (levels[level].expectsTable, levels[level].isSource) = (true, true)
        } else if isWord("IN", at: position) {
            if isName(at: position + 1) { return readTable(at: position + 1) }
        } else if isAnyWord(
            Self.endsOfSources, at: position)
        {
            (levels[level].expectsTable, levels[level].isSource) = (false, false)
        } else {
            // A name may be IF, and so may a word of prose.
            if isWord("IF", at: position), isAnyWord(Self.conditions, at: position + 1),
                isAnyWord(Self.conditional, at: position - 1)
            {
                hasCondition = true
            }
            return nil
        }
        return position + 1
    }

    private mutating func readTable(at position: Int) -> Int {
        levels[levels.count - 1].expectsTable = false
        if isMark(".", at: position + 1), isName(at: position + 2) {
            tables.append(name(at: position + 2))
            if isMark("(", at: position + 3) { calls.insert(name(at: position + 2)) }
            return position + 3
        }
        let name = name(at: position)
        if isMark("(", at: position + 1) { calls.insert(name) }
        if known[name, default: 0] > 0 { expressions.insert(name) } else { tables.append(name) }
        return position + 1
    }

    /// The names that a `WITH` at a position defines, and the position behind the definitions; nil where there is no `WITH`,
    /// or the word is a name. A query may begin at the beginning, behind a bracket, and behind the `AS` of a view.
    private func definitions(at start: Int) -> (names: [SQLName], end: Int)? {
        guard isWord("WITH", at: start),
            start == 0 || isMark("(", at: start - 1) || isAnyWord(Self.beforeQuery, at: start - 1)
        else { return nil }
        var names: [SQLName] = []
        var position = start + 1
        if isWord("RECURSIVE", at: position) { position += 1 }
        while true {
            guard isName(at: position) else { return nil }
            names.append(name(at: position))
            position += 1
            if isMark("(", at: position) { position = closing[position] + 1 }
            guard isWord("AS", at: position) else { return nil }
            position += 1
            if isWord("NOT", at: position) { position += 1 }
            if isWord("MATERIALIZED", at: position) { position += 1 }
            guard isMark("(", at: position) else { return nil }
            position = closing[position] + 1
            guard isMark(",", at: position) else { break }
            position += 1
        }
        let isFollowed = isAnyWord(Self.behindDefinitions, at: position)
        return isFollowed ? (names, position) : nil
    }

    // MARK: Tokens

    private static let queries: [StaticString] = ["SELECT", "VALUES", "ATTACH", "DETACH"]
    private static let writes: [StaticString] = [
        "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE", "VACUUM",
    ]
    private static let beforeStar: [StaticString] = ["SELECT", "DISTINCT", "ALL"]
    private static let comparisons: [StaticString] = ["IS", "NOT"]
    private static let conditions: [StaticString] = ["NOT", "EXISTS"]
    private static let conditional: [StaticString] = ["TABLE", "VIEW", "INDEX", "TRIGGER"]
    private static let beforeQuery: [StaticString] = ["AS", "EXPLAIN", "PLAN"]
    private static let behindDefinitions: [StaticString] = [
        "SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE",
    ]
    private static let endsOfSources: [StaticString] = [
        "SELECT", "VALUES", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "SET",
        "RETURNING",
    ]

    private func isMark(_ mark: Unicode.Scalar, at position: Int) -> Bool {
        guard tokens.indices.contains(position), tokens[position].kind == .operator else { return false }
        let range = tokens[position].range
        return range.count == 1 && text[range.lowerBound] == UInt8(ascii: mark)
    }

    private func isAnyWord(_ words: [StaticString], at position: Int) -> Bool {
        words.contains { isWord($0, at: position) }
    }

    /// Whether the bare word `word`, in capitals, stands there.
    private func isWord(_ word: StaticString, at position: Int) -> Bool {
        guard tokens.indices.contains(position), tokens[position].kind == .word else { return false }
        let range = tokens[position].range
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            zip(letters, text[range]).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
        }
    }

    /// Whether a name may stand there: a bare or quoted one, or a text, which SQLite takes for a name.
    private func isName(at position: Int) -> Bool {
        guard tokens.indices.contains(position) else { return false }
        return [.word, .quotedName, .string].contains(tokens[position].kind)
    }

    private func name(at position: Int) -> SQLName {
        SQLName(text[tokens[position].range], tokens[position].kind)
    }
}

extension SQLName {
    /// The name that a token stands for: without its quotes.
    init(_ bytes: ArraySlice<UInt8>, _ kind: SQLTokens.Kind) {
        guard kind != .word, let quote = bytes.first else {
            self.init(bytes: bytes)
            return
        }
        let inside = bytes.dropFirst().dropLast()
        if quote == UInt8(ascii: "[") {
            self.init(bytes: inside)
            return
        }
        var unquoted: [UInt8] = []
        var isDoubled = false
        for byte in inside {
            isDoubled = byte == quote && !isDoubled
            if !isDoubled { unquoted.append(byte) }
        }
        self.init(bytes: unquoted[...])
    }
}
