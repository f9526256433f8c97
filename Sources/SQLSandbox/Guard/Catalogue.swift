/// The schema of a database as far as judging a statement needs it: its tables and views, and what each of its trees
/// of pages holds.
struct Catalogue: Sendable {
    /// A table or a view.
    struct Table: Sendable {
        /// The name as the schema writes it.
        let name: String
        let isView: Bool
        /// Whether it has pages of its own, unlike views and virtual tables.
        let hasPages: Bool
        /// The names of the columns as the schema writes them, in order; empty for views, and for virtual tables that are
        /// no full-text tables.
        let columns: [String]
        /// The columns that nobody may read. A denied column that is not there any more, perhaps because it has
        /// another name by now, makes it all of them.
        let denied: Denied
        /// What a view selects from, by name, and what a full-text table has its texts from; empty for another table.
        let sources: [SQLName]
        /// The common table expressions of a view; empty for a table.
        let expressions: Set<SQLName>
        /// What a virtual table is; nil for others.
        let virtual: VirtualTable?

        /// The columns of one table that nobody may read.
        enum Denied: Sendable {
            case all
            case only(Set<SQLName>)
        }

        init(
            name: String, isView: Bool, hasPages: Bool, columns: [String], denied: Set<SQLName>,
            names: NamedTables? = nil,
            virtual: VirtualTable? = nil
        ) {
            self.name = name
            self.virtual = virtual
            if case .table(let content)? = virtual?.content, virtual?.isFullText == true {
                sources = [content]
            } else {
                sources = names?.tables ?? []
            }
            expressions = names?.expressions ?? []
            self.isView = isView
            self.hasPages = hasPages
            self.columns = columns
            let present = Set(columns.map { SQLName($0) })
            self.denied = denied.isSubset(of: present) ? .only(denied) : .all
        }

        /// Whether nobody may read a column.
        func denies(_ column: SQLName) -> Bool {
            switch denied {
            case .all: true
            case .only(let names): names.contains(column)
            }
        }

        /// Whether nobody may read some of the columns.
        var deniesSome: Bool {
            switch denied {
            case .all: true
            case .only(let names): !names.isEmpty
            }
        }

        /// Whether it is a virtual table, be it one that nobody can read the definition of.
        var isVirtual: Bool { !isView && !hasPages }

        /// The denied columns in words, as the schema writes them.
        var deniedText: String { columns.filter { denies(SQLName($0)) }.joined(separator: ", ") }

        /// The columns that may be read.
        var readableColumns: [String] { columns.filter { !denies(SQLName($0)) } }
    }

    /// A tree of pages: a table, or an index of one.
    struct Tree: Sendable {
        let table: SQLName
        /// The table's name as the schema writes it.
        let tableName: String
        /// What stands in a row of the tree, in order.
        let places: [Place]
        /// What the number of a row is: the table's `INTEGER PRIMARY KEY`, or a column nobody declared.
        let rowid: Place
        /// Whether the rows are found by number; otherwise by their first places.
        let isByRowid: Bool
        /// The denied column that the order of an index may tell of.
        let deniedOrder: String?
    }

    /// One place of a row.
    struct Place: Sendable {
        /// The name of the column; of what is computed, the denied columns that may be in it.
        let column: String
        /// The column as `table.column`; nil for an expression.
        let label: String?
        let isDenied: Bool
    }

    /// The tables and views by name.
    private(set) var tables: [SQLName: Table] = [:]
    /// The trees by their first pages.
    private(set) var trees: [Int32: Tree] = [:]
    /// The tables in which modules keep the rows of virtual tables, with these. Nobody may read them: they hold what the virtual tables do,
    /// in any order, and what was deleted.
    private(set) var shadows: [SQLName: SQLName] = [:]
    /// Whether there are virtual tables.
    private(set) var hasVirtual = false
    /// What compiling the text of a view adds to a statement that reads it.
    var sizes = StatementSizes()

    /// The number of columns of its widest table.
    var widest: Int { tables.values.reduce(0) { max($0, $1.columns.count) } }

    /// Adds a table or view.
    mutating func add(_ table: Table) {
        tables[SQLName(table.name)] = table
        if table.isVirtual { hasVirtual = true }
    }

    /// Finds the shadow tables, when all tables are there.
    mutating func findShadows() {
        guard hasVirtual else { return }
        for name in tables.keys.sorted() {
            if let owner = owner(ofShadow: name) { shadows[name] = owner }
        }
    }

    /// The virtual table in whose shadow a table of that name stands; nil for other tables.
    private func owner(ofShadow name: SQLName) -> SQLName? {
        for place in name.folded.indices where name.folded[place] == UInt8(ascii: "_") {
            let owner = SQLName(bytes: name.folded[..<place])
            guard let table = tables[owner], table.isVirtual else { continue }
            if table.virtual?.hasShadow(SQLName(bytes: name.folded[(place + 1)...])) ?? true { return owner }
        }
        return nil
    }

    /// Adds the tree that begins on page `root`.
    mutating func add(_ tree: Tree, root: Int32) {
        trees[root] = tree
    }
}
