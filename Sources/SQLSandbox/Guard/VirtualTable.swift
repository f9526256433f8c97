/// A virtual table as the statement that made it says: rows that a module of SQLite computes. Its own tables, in which the
/// module keeps them, are ordinary ones, called its shadow tables.
///
/// Statements may read full-text tables of FTS5 that a policy names, and no other virtual table.
struct VirtualTable: Sendable {
    /// Where a full-text table has the texts that it gives.
    enum Content: Sendable {
        /// In its shadow tables, or nowhere.
        case own
        /// In another table or view.
        case table(SQLName)
    }

    /// The name of the module.
    let module: SQLName
    /// What the module is told, each a list of tokens; nil where that can't be read.
    private let arguments: [[SQLTokens.Token]]?
    private let definition: ArraySlice<UInt8>

    /// Whether it is a full-text table that can be understood, so that a policy can allow it.
    var isFullText: Bool { module == Self.fullText && content != nil }

    static let fullText = SQLName("fts5")

    /// Reads `CREATE VIRTUAL TABLE name USING module(arguments)`; nil for anything else.
    init?(definition text: String) {
        let bytes = Array(text.utf8)[...]
        let tokens = SQLTokens(bytes).filter { !$0.kind.isSkipped }
        func word(_ position: Int) -> SQLName? {
            guard tokens.indices.contains(position), tokens[position].kind == .word else { return nil }
            return SQLName(bytes: bytes[tokens[position].range])
        }
        func isMark(_ mark: String, _ position: Int) -> Bool {
            tokens.indices.contains(position) && tokens[position].kind == .operator
                && bytes[tokens[position].range].elementsEqual(mark.utf8)
        }
        guard word(0) == SQLName("create"), word(1) == SQLName("virtual"), word(2) == SQLName("table") else {
            return nil
        }
        var position = 3
        if word(3) == SQLName("if"), word(4) == SQLName("not"), word(5) == SQLName("exists") { position = 6 }
        position += isMark(".", position + 1) ? 3 : 1
        guard word(position) == SQLName("using"), tokens.indices.contains(position + 1) else { return nil }
        module = SQLName(unquoting: bytes[tokens[position + 1].range])
        definition = bytes
        arguments = Self.arguments(Array(tokens.dropFirst(position + 2)), isMark: { isMark($0, $1 + position + 2) })
    }

    /// The arguments between the brackets that `tokens` are; no argument where there are none.
    private static func arguments(
        _ tokens: [SQLTokens.Token], isMark: (String, Int) -> Bool
    ) -> [[SQLTokens.Token]]? {
        if tokens.isEmpty { return [] }
        guard tokens.count > 1, isMark("(", 0), isMark(")", tokens.count - 1) else { return nil }
        var arguments: [[SQLTokens.Token]] = [[]]
        for position in 1..<tokens.count - 1 {
            // FTS5 takes no brackets.
            if isMark("(", position) || isMark(")", position) { return nil }
            if isMark(",", position) {
                arguments.append([])
            } else {
                arguments[arguments.count - 1].append(tokens[position])
            }
        }
        return arguments == [[]] ? [] : arguments
    }

    /// The columns of a full-text table, without those that it hides.
    var columns: [String] {
        (arguments ?? []).filter { !isOption($0) }.compactMap(\.first).map { token in
            SQLName.unfolded(definition[token.range], token.kind)
        }
    }

    /// Where a full-text table has its texts; nil where that can't be told.
    var content: Content? {
        guard let arguments else { return nil }
        var content = Content.own
        for argument in arguments where isOption(argument) {
            // FTS5 knows a key by its beginning (`fts5_config.c`).
            let key = SQLName(bytes: definition[argument[0].range]).folded
            guard !key.isEmpty, "content".utf8.starts(with: key) else { continue }
            guard argument.count == 3, [.word, .string, .quotedName].contains(argument[2].kind) else { return nil }
            let name = SQLName(unquoting: definition[argument[2].range])
            content = name.folded.isEmpty ? .own : .table(name)
        }
        return content
    }

    private func isOption(_ argument: [SQLTokens.Token]) -> Bool {
        argument.count > 1 && definition[argument[1].range].elementsEqual("=".utf8)
    }

    /// What stands behind the name of the virtual table in the names of its shadow tables; nil for a module that nobody here
    /// knows, which may have any.
    private static let shadows: [SQLName: Set<SQLName>] = {
        let fullText = ["content", "docsize", "segdir", "segments", "stat"]
        let tree = ["node", "parent", "rowid"]
        let modules = [
            "fts3": fullText, "fts4": fullText, "fts5": ["config", "content", "data", "docsize", "idx"], "rtree": tree,
            "rtree_i32": tree, "geopoly": tree, "fts3tokenize": [], "fts4aux": [], "fts5vocab": [], "dbstat": [],
        ]
        return Dictionary(uniqueKeysWithValues: modules.map { (SQLName($0), Set($1.map { SQLName($0) })) })
    }()

    /// Whether a table with this name, behind its own and `_`, is one of its shadow tables.
    func hasShadow(_ ending: SQLName) -> Bool {
        guard let known = Self.shadows[module] else { return true }
        return known.contains(ending)
    }
}
