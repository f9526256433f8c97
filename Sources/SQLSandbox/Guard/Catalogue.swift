/// The schema of a database as far as judging a statement needs it: its tables and views, and what each of its trees
/// of pages holds.
struct Catalogue: Sendable {
    /// A table or a view.
    struct Table: Sendable {
        /// The name as the schema writes it.
        let name: String
        let isView: Bool
        /// The names of the columns as the schema writes them, in order; empty for views and virtual tables.
        let columns: [String]
        /// The columns that nobody may read. A denied column that is not there any more, perhaps because it has
        /// another name by now, makes it all of them.
        let denied: Denied
        /// What a view selects from, by name; empty for a table.
        let sources: [SQLName]
        /// The common table expressions of a view; empty for a table.
        let expressions: Set<SQLName>

        /// The columns of one table that nobody may read.
        enum Denied: Sendable {
            case all
            case only(Set<SQLName>)
        }

        init(name: String, isView: Bool, columns: [String], denied: Set<SQLName>, names: NamedTables? = nil) {
            self.name = name
            sources = names?.tables ?? []
            expressions = names?.expressions ?? []
            self.isView = isView
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
    /// What compiling the text of a view adds to a statement that reads it.
    var sizes = StatementSizes()

    /// The number of columns of its widest table.
    var widest: Int { tables.values.reduce(0) { max($0, $1.columns.count) } }

    /// Adds a table or view.
    mutating func add(_ table: Table) {
        tables[SQLName(table.name)] = table
    }

    /// Adds the tree that begins on page `root`.
    mutating func add(_ tree: Tree, root: Int32) {
        trees[root] = tree
    }
}
