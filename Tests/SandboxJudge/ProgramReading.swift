import CSQLite
import SQLSandbox

/// What the program of a statement reads, calls and writes, read from SQLite's listing of it without the guard's help.
///
/// Names are lower-case. A column that is computed when it is read counts by what it is computed from, unless an index
/// holds it.
struct ProgramReading {
    /// The tables whose pages it opens.
    private(set) var tables: Set<String> = []
    /// The columns it reads, as `table.column`.
    private(set) var columns: Set<String> = []
    /// Those of the columns that stand in a row themselves, and not in an expression of an index.
    private var named: Set<String> = []
    /// The columns in whose order it walks through an index, as `table.column`.
    private(set) var orders: Set<String> = []
    /// The functions it calls.
    private(set) var functions: Set<String> = []
    /// The operations that would write.
    private(set) var writes: [String] = []
    /// The virtual tables and table-valued functions that it opens, as a listing shows them.
    private var virtual: Set<String> = []
    /// How often it takes a virtual table's column that has the table's own name, and how often it calls a function that needs it.
    private var wholes = (taken: 0, given: 0)
    /// What each of those may be: a table-valued function, or a full-text table.
    private var known: [String: String] = [:]
    /// The virtual tables of the database.
    private var modules: [String] = []

    /// The trees of pages of one database, by their first pages.
    struct Trees {
        fileprivate struct Tree {
            let table: String
            /// The columns in a row; nil for an expression, which may be made of any column.
            var places: [String?] = []
            /// Whether it is an index, in the order of its places.
            var isIndex = false
            /// The column that is the number of a row; nil when none is declared.
            var rowid: String?
            /// Whether it holds only some of the rows.
            var isPartial = false
        }

        fileprivate var trees: [Int32: Tree] = [:]
        /// The columns of each table, lower-case.
        fileprivate var columns: [String: [String]] = [:]
        /// The virtual tables.
        fileprivate var virtual: [String] = []
        /// The numbers of columns that they do not hide.
        fileprivate var widths: [String: Int] = [:]
        /// The column of each table that is the number of its rows.
        private var rowids: [String: String] = [:]

        /// Reads the schema.
        init(of connection: PlainConnection) {
            var entries: [(kind: String, name: String, table: String, root: Int32)] = []
            connection.query("SELECT type, name, tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0") {
                let texts = (0..<3).map { [row = $0] in PlainConnection.text(row, Int32($0)) ?? "" }
                entries.append((texts[0], texts[1], texts[2], sqlite3_column_int($0, 3)))
            }
            connection.query("SELECT name FROM sqlite_schema WHERE rootpage = 0 AND type = 'table'") {
                virtual.append(PlainConnection.text($0, 0)?.lowercased() ?? "")
            }
            for name in virtual {
                connection.query("SELECT count(*) FROM pragma_table_info(\(quoted(name)))") {
                    widths[name] = Int(sqlite3_column_int($0, 0))
                }
            }
            trees[1] = Tree(table: "sqlite_schema", places: ["type", "name", "tbl_name", "rootpage", "sql"])
            for table in entries where table.kind == "table" {
                addTable(table.name, root: table.root, connection)
            }
            for index in entries where index.kind == "index" {
                var tree = Tree(table: index.table.lowercased())
                tree.places = places(of: index.name, of: tree.table, connection)
                tree.isIndex = true
                let partial = "SELECT name FROM pragma_index_list(\(quoted(index.table))) WHERE partial"
                connection.query(partial) {
                    if PlainConnection.text($0, 0) == index.name { tree.isPartial = true }
                }
                trees[index.root] = tree
            }
        }

        private mutating func addTable(_ name: String, root: Int32, _ connection: PlainConnection) {
            var tree = Tree(table: name.lowercased())
            var names: [String] = []
            var keys: [String] = []
            connection.query("PRAGMA table_xinfo(\(quoted(name)))") {
                let column = PlainConnection.text($0, 1)?.lowercased() ?? ""
                names.append(column)
                if sqlite3_column_int($0, 5) > 0 { keys.append(column) }
                if sqlite3_column_int($0, 6) != 2 { tree.places.append(column) }
            }
            columns[tree.table] = names
            var key: String?
            connection.query("SELECT name FROM pragma_index_list(\(quoted(name))) WHERE origin = 'pk'") {
                key = PlainConnection.text($0, 0)
            }
            var isOwnKey = false
            if let key {
                isOwnKey = true
                connection.query("SELECT 1 FROM sqlite_schema WHERE name = \(quoted(key))") { _ in isOwnKey = false }
            }
            if isOwnKey, let key {
                tree.places = places(of: key, of: tree.table, connection)
            } else if key == nil, keys.count == 1 {
                tree.rowid = keys[0]
                rowids[tree.table] = keys[0]
            }
            trees[root] = tree
        }

        private func places(of index: String, of table: String, _ connection: PlainConnection) -> [String?] {
            let columns = columns[table] ?? []
            var places: [String?] = []
            connection.query("PRAGMA index_xinfo(\(quoted(index)))") {
                let column = Int(sqlite3_column_int($0, 1))
                // -1 is the number of the row, -2 an expression.
                let rowid = column == -1 ? rowids[table] ?? "" : nil
                places.append(columns.indices.contains(column) ? columns[column] : rowid)
            }
            return places
        }
    }

    /// Reads the listing of `sql`; nil when SQLite does not compile it.
    init?(of sql: String, _ trees: Trees, on connection: PlainConnection) {
        var opened: [Int32: [Trees.Tree]] = [:]
        var reads: [(cursor: Int32, place: Int?)] = []
        var walks: Set<Int32> = []
        var cursors: [Int32: String] = [:]
        var places: [(cursor: Int32, place: Int)] = []
        let isListed = connection.query("EXPLAIN " + Self.withoutBlanks(sql)) { row in
            let name = PlainConnection.text(row, 1) ?? ""
            let (p1, p2) = (sqlite3_column_int(row, 2), sqlite3_column_int(row, 3))
            switch name {
            case "OpenRead", "ReopenIdx":
                let tree = trees.trees[p2] ?? Trees.Tree(table: "page \(p2) of database \(sqlite3_column_int(row, 4))")
                opened[p1, default: []].append(tree)
            case "Column": reads.append((p1, Int(p2)))
            case "Rowid", "SeekRowid", "NotExists", "IdxRowid": reads.append((p1, nil))
            case "Function", "PureFunc", "AggStep", "AggStep1", "AggInverse", "AggValue", "AggFinal":
                let text = PlainConnection.text(row, 5) ?? ""
                functions.insert(text.prefix { $0 != "(" }.lowercased())
                if ["bm25(", "highlight(", "snippet("].contains(where: text.hasPrefix) { wholes.given += 1 }
            case "Transaction" where p2 != 0, "OpenWrite", "CreateBtree", "Destroy", "Clear", "ParseSchema",
                "SetCookie", "JournalMode", "Vacuum", "IncrVacuum", "Checkpoint", "DropTable", "DropIndex",
                "DropTrigger", "SqlExec", "Savepoint", "AutoCommit", "VUpdate", "VCreate", "VDestroy":
                writes.append(name)
            case "VOpen":
                virtual.insert(PlainConnection.text(row, 5) ?? "")
                cursors[p1] = PlainConnection.text(row, 5)
            case "VColumn": places.append((p1, Int(p2)))
            case "Rewind", "Last", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "Found", "NotFound", "IdxGE", "IdxGT":
                walks.insert(p1)
            default: break
            }
        }
        guard isListed else { return nil }
        defer {
            wholes.taken = places.count { cursor, place in
                cursors[cursor].flatMap { known[$0] }.flatMap { trees.widths[$0] } == place
            }
        }
        modules = trees.virtual
        if !virtual.isEmpty {
            for source in ["json_each", "json_tree"] + modules {
                connection.query("EXPLAIN SELECT 1 FROM \(quoted(source))") { row in
                    if PlainConnection.text(row, 1) == "VOpen" { known[PlainConnection.text(row, 5) ?? ""] = source }
                }
            }
        }
        for tree in opened.values.joined() { tables.insert(tree.table) }
        for (cursor, place) in reads {
            for tree in opened[cursor] ?? [] {
                if let place {
                    add(tree.places.indices.contains(place) ? tree.places[place] : nil, of: tree, trees)
                } else {
                    add(tree.rowid ?? "", of: tree, trees)
                }
            }
        }
        for cursor in walks {
            for tree in opened[cursor] ?? [] {
                if tree.isPartial { orders.formUnion((trees.columns[tree.table] ?? []).map { "\(tree.table).\($0)" }) }
                for column in tree.isIndex ? tree.places : [] {
                    let names = column.map { [$0] } ?? trees.columns[tree.table] ?? []
                    orders.formUnion(names.map { "\(tree.table).\($0)" })
                }
            }
        }
    }

    private mutating func add(_ column: String?, of tree: Trees.Tree, _ trees: Trees) {
        switch column {
        // The number of a row that nobody declared.
        case "": break
        case let column?:
            columns.insert("\(tree.table).\(column)")
            named.insert("\(tree.table).\(column)")
        case nil: columns.formUnion((trees.columns[tree.table] ?? []).map { "\(tree.table).\($0)" })
        }
    }

    /// What of this an approval does not say, if anything.
    func missing(in approved: ApprovedStatement) -> String? {
        let said = Set((approved.tables + approved.readColumns + approved.functions).map { $0.lowercased() })
        return tables.union(named).union(functions).subtracting(said).sorted().first
    }

    /// What of this the policy forbids, if anything.
    ///
    /// - Parameter hidden: columns that the policy need not name, since they are computed from a denied one.
    func violation(of policy: SandboxPolicy, hidden: Set<String> = []) -> String? {
        if !writes.isEmpty { return "it writes: \(writes)" }
        if case .only(let names) = policy.tables {
            let allowed = Set(names.map { $0.lowercased() })
            if let table = tables.sorted().first(where: { !allowed.contains($0) }) { return "it opens \(table)" }
        }
        if let table = tables.sorted().first(where: { $0.hasPrefix("sqlite_") || $0.hasPrefix("page ") }) {
            return "it opens \(table)"
        }
        if let table = tables.sorted().first(where: { table in modules.contains { table.hasPrefix($0 + "_") } }) {
            return "it opens \(table), which a module has"
        }
        if wholes.taken > wholes.given { return "it takes a full-text table for a value" }
        for address in virtual.sorted() {
            guard let name = known[address] else { return "it opens something that a module makes" }
            if !modules.contains(name) {
                if !policy.functions.contains(name) { return "it calls \(name)" }
            } else if case .only(let names) = policy.tables, names.contains(where: { $0.lowercased() == name }) {
                continue
            } else {
                return "it opens \(name), which a policy has to name"
            }
        }
        let denied = Set(
            policy.deniedColumns.flatMap { table, columns in columns.map { "\(table).\($0)".lowercased() } }
        ).union(hidden)
        if let column = columns.intersection(denied).sorted().first { return "it reads \(column)" }
        if let column = orders.intersection(denied).sorted().first { return "it walks in the order of \(column)" }
        let allowed = Set(policy.functions.map { $0.lowercased() })
        if let function = functions.sorted().first(where: { !allowed.contains($0) }) { return "it calls \(function)" }
        return nil
    }

    /// `EXPLAIN` can't stand before a semicolon.
    private static func withoutBlanks(_ sql: String) -> String {
        var rest = Array(sql.utf8)[...]
        while let first = rest.first {
            if " \t\n\r\u{0C};".utf8.contains(first) {
                rest.removeFirst()
            } else if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest.removeFirst() }
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        return String(decoding: rest, as: UTF8.self)
    }
}

/// A name as a SQL string.
private func quoted(_ name: String) -> String {
    "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}
