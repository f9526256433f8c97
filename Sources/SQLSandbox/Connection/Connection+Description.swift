import CSQLite

extension Connection {
    /// The most bytes that names and types of a description take: far more than any model reads.
    private static let longestDescription = 1 << 20
    private static let longestType = 100

    /// What statements may read, sorted by name; the tables that are beyond a bound on the bytes of it all are left out.
    func describe() throws(SQLFailure) -> [DescribedTable] {
        do throws(EngineError) {
            try beginReading()
            defer { endReading() }
            var tables: [DescribedTable] = []
            try readingSchema { () throws(EngineError) in tables = try readDescription() }
            return tables
        } catch {
            throw SQLFailure(error)
        }
    }

    private func readDescription() throws(EngineError) -> [DescribedTable] {
        var tables: [DescribedTable] = []
        var room = Self.longestDescription
        for name in authorizer.readableTables {
            guard let table = authorizer.catalogue.tables[SQLName(name)] else { continue }
            let described = DescribedTable(
                name: table.name, columns: table.hasPages ? try columns(of: table) : [])
            room -= described.bytes
            guard room >= 0 else { break }
            tables.append(described)
        }
        return tables
    }

    private func columns(of table: Catalogue.Table) throws(EngineError) -> [DescribedTable.Column] {
        let references = try references(of: table)
        var columns: [DescribedTable.Column] = []
        try query("PRAGMA main.table_xinfo(\(CatalogueReader.quoted(table.name)))") { row in
            let name = Self.text(row, 1)
            // 1 marks the hidden columns of virtual tables.
            guard sqlite3_column_int(row, 6) != 1, !table.denies(SQLName(name)) else { return }
            columns.append(
                DescribedTable.Column(
                    name: name, type: Self.text(row, 2).clipped(to: Self.longestType),
                    isKey: sqlite3_column_int(row, 5) != 0, references: references[SQLName(name)]))
        }
        return columns
    }

    /// What the columns of a table point to, where that may be read; the first of several.
    private func references(of table: Catalogue.Table) throws(EngineError) -> [SQLName: DescribedTable.Reference] {
        var links: [(from: String, table: String, to: String?)] = []
        try query("PRAGMA main.foreign_key_list(\(CatalogueReader.quoted(table.name)))") { row in
            let hasTarget = sqlite3_column_type(row, 4) != SQLITE_NULL
            links.append((Self.text(row, 3), Self.text(row, 2), hasTarget ? Self.text(row, 4) : nil))
        }
        var references: [SQLName: DescribedTable.Reference] = [:]
        // SQLite lists the last key first.
        for link in links.reversed() where references[SQLName(link.from)] == nil {
            let name = SQLName(link.table)
            guard authorizer.mayRead(name), let target = authorizer.catalogue.tables[name], target.hasPages else {
                continue
            }
            let wanted: String?
            if let to = link.to { wanted = to } else { wanted = try onlyKey(of: target) }
            guard let wanted,
                let column = target.readableColumns.first(where: { SQLName($0) == SQLName(wanted) })
            else { continue }
            references[SQLName(link.from)] = DescribedTable.Reference(table: target.name, column: column)
        }
        return references
    }

    /// The column that is a table's whole key; nil when there is none, or it takes several.
    private func onlyKey(of table: Catalogue.Table) throws(EngineError) -> String? {
        var keys: [String] = []
        try query("PRAGMA main.table_xinfo(\(CatalogueReader.quoted(table.name)))") { row in
            if sqlite3_column_int(row, 5) != 0 { keys.append(Self.text(row, 1)) }
        }
        return keys.count == 1 ? keys[0] : nil
    }

    private static func text(_ row: OpaquePointer, _ column: Int32) -> String {
        sqlite3_column_text(row, column).map { String(cString: $0) } ?? ""
    }
}

extension DescribedTable {
    /// What its names and types take.
    fileprivate var bytes: Int {
        columns.reduce(name.utf8.count) {
            $0 + $1.name.utf8.count + $1.type.utf8.count
                + ($1.references.map { $0.table.utf8.count + $0.column.utf8.count } ?? 0)
        }
    }
}
