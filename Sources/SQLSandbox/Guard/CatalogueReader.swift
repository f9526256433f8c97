import CSQLite

/// Reads the schema of the main database, in the read transaction that is open.
struct CatalogueReader {
    /// Gives each row of a statement to a closure.
    let query: (_ sql: String, _ row: (OpaquePointer) -> Void) throws(EngineError) -> Void
    /// The columns that nobody may read, by table.
    let denied: [SQLName: Set<SQLName>]

    /// A row of the schema table.
    private struct Entry {
        let kind: String
        let name: String
        let root: Int32
        /// The statement that defines a view or a virtual table.
        let sql: String?
    }

    /// A column of a table, as `PRAGMA table_xinfo` tells.
    private struct Column {
        let name: String
        let isKey: Bool
        /// Whether it is computed when it is read, so that it has no place in a row.
        let isVirtual: Bool
    }

    /// An index of a table, as `PRAGMA index_list` tells.
    private struct Index {
        let name: String
        let isPrimaryKey: Bool
        let isPartial: Bool
    }

    /// The schema as it is now.
    func read() throws(EngineError) -> Catalogue {
        var catalogue = Catalogue()
        var entries: [Entry] = []
        try query(
            "SELECT type, name, rootpage, CASE WHEN type = 'view' OR rootpage = 0 THEN sql END FROM main.sqlite_schema "
                + "WHERE type <> 'trigger'"
        ) { row in
            guard let kind = Self.text(row, 0), let name = Self.text(row, 1) else { return }
            entries.append(
                Entry(kind: kind, name: name, root: sqlite3_column_int(row, 2), sql: Self.text(row, 3)))
        }
        let views = entries.compactMap { entry in
            entry.kind == "view" ? entry.sql.map { (SQLName(entry.name), Array($0.utf8)[...]) } : nil
        }
        catalogue.sizes = StatementSizes(views: Dictionary(views) { first, _ in first })
        let indexRoots = Dictionary(
            entries.filter { $0.kind == "index" }.map { (SQLName($0.name), $0.root) }
        ) { first, _ in first }

        addSchemaTable(to: &catalogue)
        for entry in entries where entry.kind != "index" {
            // Views and virtual tables have no page; asking a virtual table for its columns would run its module.
            let columns = entry.root > 0 ? try columns(of: entry.name) : []
            let isView = entry.kind == "view"
            let virtual = isView || entry.root > 0 ? nil : entry.sql.flatMap { VirtualTable(definition: $0) }
            let table = Catalogue.Table(
                name: entry.name, isView: isView, hasPages: entry.root > 0,
                columns: virtual?.isFullText == true ? virtual?.columns ?? [] : columns.map(\.name),
                denied: denied[SQLName(entry.name)] ?? [],
                names: isView ? entry.sql.map { NamedTables(of: Array($0.utf8)[...]) } : nil, virtual: virtual)
            catalogue.add(table)
            if entry.root > 0 { try addTrees(of: table, columns, root: entry.root, indexRoots, to: &catalogue) }
        }
        catalogue.findShadows()
        return catalogue
    }

    /// The table that holds the schema does not list itself; it begins on the first page.
    private func addSchemaTable(to catalogue: inout Catalogue) {
        let name = "sqlite_schema"
        let tree = Catalogue.Tree(
            table: SQLName(name), tableName: name, places: [],
            rowid: Catalogue.Place(column: "rowid", label: nil, isDenied: true), isByRowid: true, deniedOrder: nil)
        catalogue.add(tree, root: 1)
    }

    private func addTrees(
        of table: Catalogue.Table, _ columns: [Column], root: Int32, _ indexRoots: [SQLName: Int32],
        to catalogue: inout Catalogue
    ) throws(EngineError) {
        let indices = try indices(of: table.name)
        // A table without rowid is its own primary key: the key's index has no page of its own.
        let ownKey = indices.first { $0.isPrimaryKey && indexRoots[SQLName($0.name)] == nil }
        let keys = columns.filter(\.isKey)
        let isNumber = keys.count == 1 && !indices.contains(where: \.isPrimaryKey)
        let rowid = isNumber ? Self.place(keys[0].name, of: table) : Self.numberNobodyDeclared(of: table)

        func tree(_ places: [Catalogue.Place], isByRowid: Bool, deniedOrder: String?) -> Catalogue.Tree {
            Catalogue.Tree(
                table: SQLName(table.name), tableName: table.name, places: places, rowid: rowid, isByRowid: isByRowid,
                deniedOrder: deniedOrder)
        }

        let places =
            if let ownKey {
                try self.places(of: ownKey, of: table, columns, rowid)
            } else {
                columns.filter { !$0.isVirtual }.map { Self.place($0.name, of: table) }
            }
        let sources = table.deniesSome ? deniedSources(of: table, columns, places, rowid) : [:]
        catalogue.add(tree(places, isByRowid: ownKey == nil, deniedOrder: nil), root: root)

        for index in indices {
            guard let root = indexRoots[SQLName(index.name)] else { continue }
            let places = try self.places(of: index, of: table, columns, rowid, sources)
            // The condition of a partial index may ask for any column.
            let deniedOrder =
                places.first(where: \.isDenied)?.column
                ?? (index.isPartial && table.deniesSome ? table.deniedText : nil)
            catalogue.add(tree(places, isByRowid: false, deniedOrder: deniedOrder), root: root)
        }
    }

    /// The denied columns that virtual columns are computed from, by virtual column, as SQLite compiles them: an index
    /// holds what was computed.
    private func deniedSources(
        of table: Catalogue.Table, _ columns: [Column], _ places: [Catalogue.Place], _ rowid: Catalogue.Place
    ) -> [SQLName: String] {
        var sources: [SQLName: String] = [:]
        for column in columns where column.isVirtual {
            let name = SQLName(column.name)
            let listing = "EXPLAIN SELECT \(Self.quoted(column.name)) FROM main.\(Self.quoted(table.name)) NOT INDEXED"
            do throws(EngineError) {
                try query(listing) { row in
                    let place = Int(sqlite3_column_int(row, 3))
                    switch Self.text(row, 1) {
                    case "Column" where !places.indices.contains(place): sources[name] = table.deniedText
                    case "Column" where places[place].isDenied: sources[name] = places[place].column
                    case "Rowid" where rowid.isDenied: sources[name] = rowid.column
                    default: break
                    }
                }
            } catch {
                sources[name] = table.deniedText
            }
        }
        return sources
    }

    private func columns(of table: String) throws(EngineError) -> [Column] {
        var columns: [Column] = []
        try query("PRAGMA main.table_xinfo(\(Self.quoted(table)))") { row in
            columns.append(
                Column(
                    name: Self.text(row, 1) ?? "", isKey: sqlite3_column_int(row, 5) != 0,
                    isVirtual: sqlite3_column_int(row, 6) == 2))
        }
        return columns
    }

    private func indices(of table: String) throws(EngineError) -> [Index] {
        var indices: [Index] = []
        try query("PRAGMA main.index_list(\(Self.quoted(table)))") { row in
            indices.append(
                Index(
                    name: Self.text(row, 1) ?? "", isPrimaryKey: Self.text(row, 3) == "pk",
                    isPartial: sqlite3_column_int(row, 4) != 0))
        }
        return indices
    }

    private func places(
        of index: Index, of table: Catalogue.Table, _ columns: [Column], _ rowid: Catalogue.Place,
        _ sources: [SQLName: String] = [:]
    ) throws(EngineError) -> [Catalogue.Place] {
        var places: [Catalogue.Place] = []
        try query("PRAGMA main.index_xinfo(\(Self.quoted(index.name)))") { row in
            let column = Int(sqlite3_column_int(row, 1))
            if columns.indices.contains(column), let source = sources[SQLName(columns[column].name)] {
                let label = Self.place(columns[column].name, of: table).label
                places.append(Catalogue.Place(column: source, label: label, isDenied: true))
            } else if columns.indices.contains(column) {
                places.append(Self.place(columns[column].name, of: table))
            } else if column == -1 {
                places.append(rowid)
            } else {
                // An expression may be made of any column.
                places.append(Catalogue.Place(column: table.deniedText, label: nil, isDenied: table.deniesSome))
            }
        }
        return places
    }

    private static func place(_ column: String, of table: Catalogue.Table) -> Catalogue.Place {
        Catalogue.Place(
            column: column, label: "\(table.name).\(column)", isDenied: table.denies(SQLName(column)))
    }

    /// The number of a row that no column stands for. A column called rowid is another thing.
    private static func numberNobodyDeclared(of table: Catalogue.Table) -> Catalogue.Place {
        let isDenied = if case .all = table.denied { true } else { false }
        return Catalogue.Place(column: "ROWID", label: "\(table.name).ROWID", isDenied: isDenied)
    }

    private static func text(_ row: OpaquePointer, _ column: Int32) -> String? {
        sqlite3_column_text(row, column).map { String(cString: $0) }
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
