/// Finds the `SELECT`s of a text, and what each of them reads, by SQLite's tokens and no more grammar than that takes.
///
/// Where a text can be read in two ways, the one counts that gives more to do; what SQLite does not take for a statement
/// may be read as anything.
struct SelectReading {
    private var selects = [SelectText()]
    /// The open brackets: which `SELECT` each of them stands in.
    private var brackets: [Int] = []
    /// The `SELECT` that the next token belongs to.
    private var select = 0
    /// By `SELECT`: whether its `FROM` is being read, and in how many brackets it stands.
    private var isInFrom = [false]
    private var levels = [0]
    /// What the next token may be.
    private var expectation = Expectation.nothing
    /// Whether the last token named a table.
    private var hasNamedSource = false
    /// The last tokens: enough to know `name (columns) AS NOT MATERIALIZED (SELECT`.
    private var definition = Definition()
    /// The bracket that was the last token, if it was one.
    private var opened: Opened?

    /// What the next token may be.
    private enum Expectation {
        case nothing
        /// A table of a `FROM`, or a bracket around some.
        case source
        /// The table of an `IN`, or a bracket around what is no table.
        case set
    }

    /// A bracket whose first token is still to come.
    private struct Opened {
        let isSource: Bool
        let name: SQLName?
    }

    /// How far the beginning of a common table expression has been read.
    private struct Definition {
        enum State { case nothing, name, columns, closed, keyword }
        var state = State.nothing
        var name: SQLName?
        var depth = 0
    }

    /// The `SELECT`s of `text`; the first one is the statement. Those that are deeper than any statement may be are left out.
    static func selects(of text: ArraySlice<UInt8>) -> [SelectText] {
        var reading = SelectReading()
        for token in SQLTokens(text) where !token.kind.isSkipped { reading.take(token, text[token.range]) }
        return reading.selects
    }

    private mutating func take(_ token: SQLTokens.Token, _ bytes: ArraySlice<UInt8>) {
        let keyword = token.kind == .word ? Keyword(bytes) : nil
        if let opened {
            self.opened = nil
            open(opened, isSelect: keyword == .select || keyword == .valuesList || keyword == .with)
        }
        switch token.kind {
        case .word, .quotedName:
            selects[select].arms[last].words += keyword == .natural ? 20 : 1
            if let keyword { take(keyword) } else { take(SQLName(unquoting: bytes)) }
        case .string:
            // SQLite takes it for a name where a name is due.
            take(SQLName(unquoting: bytes))
        case .operator where bytes.count == 1: take(bytes.first!)
        default:
            expectation = .nothing
            hasNamedSource = false
            definition = Definition()
        }
    }

    private var last: Int { selects[select].arms.count - 1 }

    private mutating func take(_ keyword: Keyword) {
        let isOutside = brackets.count == levels[select]
        let before = definition
        definition = Definition()
        expectation = .nothing
        hasNamedSource = false
        switch keyword {
        case .from:
            isInFrom[select] = true
            addSource()
        case .join where isInFrom[select]: addSource()
        case .in: expectation = .set
        case .over: selects[select].arms[last].windows += 1
        case .as where before.state == .name || before.state == .closed:
            definition = before
            definition.state = .keyword
        case .not where before.state == .keyword, .materialized where before.state == .keyword: definition = before
        case .union:
            guard isOutside else { break }
            isInFrom[select] = false
            selects[select].arms.append(SelectText.Arm())
        case .endOfFrom where isOutside, .select where isOutside, .valuesList where isOutside: isInFrom[select] = false
        default: break
        }
    }

    private mutating func addSource() {
        selects[select].arms[last].sources += 1
        expectation = .source
    }

    private mutating func take(_ name: SQLName) {
        hasNamedSource = expectation != .nothing
        if hasNamedSource { selects[select].arms[last].names.append(name) }
        if expectation == .set { selects[select].arms[last].sources += 1 }
        expectation = .nothing
        if definition.state != .columns { definition = Definition(state: .name, name: name, depth: brackets.count) }
    }

    private mutating func take(_ operation: UInt8) {
        switch operation {
        case UInt8(ascii: "("):
            let isDefinition = definition.state == .keyword
            opened = Opened(isSource: expectation == .source, name: isDefinition ? definition.name : nil)
            hasNamedSource = false
            if definition.state == .name {
                definition.state = .columns
            } else if definition.state != .columns {
                definition = Definition()
            }
            return
        case UInt8(ascii: ")"):
            if let outer = brackets.popLast() { select = outer }
            if definition.state == .columns, definition.depth == brackets.count {
                definition.state = .closed
            } else if definition.state != .columns {
                definition = Definition()
            }
            expectation = .nothing
            hasNamedSource = false
            return
        case UInt8(ascii: ","):
            expectation = .nothing
            if isInFrom[select] { addSource() }
        case UInt8(ascii: "."):
            // `main.view`: what comes next is the name.
            if hasNamedSource { expectation = .source }
        default: expectation = .nothing
        }
        hasNamedSource = false
        if definition.state != .columns { definition = Definition() }
    }

    private mutating func open(_ opened: Opened, isSelect: Bool) {
        brackets.append(select)
        guard isSelect else {
            expectation = opened.isSource ? .source : .nothing
            return
        }
        let number = selects.count
        selects.append(SelectText())
        isInFrom.append(false)
        levels.append(brackets.count)
        if let name = opened.name {
            selects[select].expressions.append((name, number))
        } else if opened.isSource {
            selects[select].arms[last].joined.append(number)
        } else {
            selects[select].arms[last].nested.append(number)
        }
        select = number
        expectation = .nothing
        definition = Definition()
    }

    /// The keywords that say where the tables of a `SELECT` stand.
    private enum Keyword {
        case select, valuesList, with, from, join, natural, `in`, `as`, not, materialized, over
        /// `UNION`, `INTERSECT` or `EXCEPT`.
        case union
        /// `WHERE` and what else comes behind the tables.
        case endOfFrom

        init?(_ word: ArraySlice<UInt8>) {
            guard word.count <= 12, let known = Self.all[SQLName(unquoting: word)] else { return nil }
            self = known
        }

        private static let all: [SQLName: Keyword] = {
            let words: [(String, Keyword)] = [
                ("select", .select), ("values", .valuesList), ("with", .with), ("from", .from), ("join", .join),
                ("natural", .natural), ("in", .in), ("as", .as), ("not", .not), ("materialized", .materialized),
                ("over", .over),
                ("union", .union), ("intersect", .union), ("except", .union), ("where", .endOfFrom),
                ("group", .endOfFrom), ("having", .endOfFrom), ("order", .endOfFrom), ("limit", .endOfFrom),
            ]
            return Dictionary(uniqueKeysWithValues: words.map { (SQLName($0.0), $0.1) })
        }()
    }
}
