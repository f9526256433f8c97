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

    private let words: StatementWords

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
        words = StatementWords(ofFirstStatementIn: text)
        read()
    }

    private mutating func read() {
        var position = 0
        while words.isWord("EXPLAIN", at: position) || words.isWord("QUERY", at: position)
            || words.isWord("PLAN", at: position)
        {
            position += 1
        }
        readVerb(at: position)
        while position < words.count {
            position = read(at: position)
        }
    }

    private mutating func readVerb(at start: Int) {
        var start = start
        if let definitions = definitions(at: start) { start = definitions.end }
        if words.isAnyWord(Self.queries, at: start) {
            verb = .query
        } else if words.isAnyWord(Self.writes, at: start) {
            verb = .write
            if words.isWord("ALTER", at: start), words.isWord("TABLE", at: start + 1) { hasCondition = true }
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
        if words.isMark("(", at: position) {
            let isSource = levels[levels.count - 1].expectsTable
            levels[levels.count - 1].expectsTable = false
            levels.append(Level(expectsTable: isSource, isSource: isSource))
        } else if words.isMark(")", at: position) {
            if levels.count > 1 {
                for name in levels.removeLast().expressions { known[name, default: 0] -= 1 }
            }
        } else if words.isMark(",", at: position) {
            levels[levels.count - 1].expectsTable = levels[levels.count - 1].isSource
        } else if words.isMark("*", at: position) {
            if position > 0,
                words.isMark(",", at: position - 1) || words.isMark(".", at: position - 1)
                    || words.isAnyWord(Self.beforeStar, at: position - 1)
            {
                hasStar = true
            }
        } else if words.isBare(at: position), let next = readKeyword(at: position) {
            return next
        } else if levels[levels.count - 1].expectsTable, words.isName(at: position) {
            return readTable(at: position)
        }
        return position + 1
    }

    /// Takes in a keyword that begins or ends a list of tables; nil when it is none. None of them can be a name.
    private mutating func readKeyword(at position: Int) -> Int? {
        let level = levels.count - 1
        if words.isWord("FROM", at: position) {
            // `a IS NOT DISTINCT FROM b` compares.
            let isComparison =
                words.isWord("DISTINCT", at: position - 1) && words.isAnyWord(Self.comparisons, at: position - 2)
            if !isComparison { (levels[level].expectsTable, levels[level].isSource) = (true, true) }
        } else if words.isWord("JOIN", at: position) {
            (levels[level].expectsTable, levels[level].isSource) = (true, true)
        } else if words.isWord("IN", at: position) {
            if words.isName(at: position + 1) { return readTable(at: position + 1) }
        } else if words.isAnyWord(
            Self.endsOfSources, at: position)
        {
            (levels[level].expectsTable, levels[level].isSource) = (false, false)
        } else {
            // A name may be IF, and so may a word of prose.
            if words.isWord("IF", at: position), words.isAnyWord(Self.conditions, at: position + 1),
                words.isAnyWord(Self.conditional, at: position - 1)
            {
                hasCondition = true
            }
            return nil
        }
        return position + 1
    }

    private mutating func readTable(at position: Int) -> Int {
        levels[levels.count - 1].expectsTable = false
        if words.isMark(".", at: position + 1), words.isName(at: position + 2) {
            tables.append(words.name(at: position + 2))
            if words.isMark("(", at: position + 3) { calls.insert(words.name(at: position + 2)) }
            return position + 3
        }
        let name = words.name(at: position)
        if words.isMark("(", at: position + 1) { calls.insert(name) }
        if known[name, default: 0] > 0 { expressions.insert(name) } else { tables.append(name) }
        return position + 1
    }

    /// The names that a `WITH` at a position defines, and the position behind the definitions; nil where there is no `WITH`,
    /// or the word is a name. A query may begin at the beginning, behind a bracket, and behind the `AS` of a view.
    private func definitions(at start: Int) -> (names: [SQLName], end: Int)? {
        guard words.isWord("WITH", at: start),
            start == 0 || words.isMark("(", at: start - 1) || words.isAnyWord(Self.beforeQuery, at: start - 1)
        else { return nil }
        var names: [SQLName] = []
        var position = start + 1
        if words.isWord("RECURSIVE", at: position) { position += 1 }
        while true {
            guard words.isName(at: position) else { return nil }
            names.append(words.name(at: position))
            position += 1
            if words.isMark("(", at: position) { position = words.closing(of: position) + 1 }
            guard words.isWord("AS", at: position) else { return nil }
            position += 1
            if words.isWord("NOT", at: position) { position += 1 }
            if words.isWord("MATERIALIZED", at: position) { position += 1 }
            guard words.isMark("(", at: position) else { return nil }
            position = words.closing(of: position) + 1
            guard words.isMark(",", at: position) else { break }
            position += 1
        }
        let isFollowed = words.isAnyWord(Self.behindDefinitions, at: position)
        return isFollowed ? (names, position) : nil
    }

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
}
