import CSQLite
import ToolRouter

extension Connection {
    /// The tables and views that statements may read, sorted, with the columns of them that they may.
    ///
    /// Where the schema alone does not tell, the guard is asked: whether a view may be read, and which columns of a table may
    /// that has denied ones, since some are computed from others.
    func readable() throws(SQLFailure) -> [ReadableTable] {
        lookAtSchema()
        var tables: [ReadableTable] = []
        var room = ReadableTable.mostColumns
        for name in authorizer.readableTables.prefix(ReadableTable.most) {
            guard let table = authorizer.catalogue.tables[SQLName(name)] else { continue }
            let quoted = CatalogueReader.quoted(name)
            // Asking a virtual table for its columns would run its module; what it has is in the catalogue.
            guard !table.isVirtual else {
                tables.append(
                    ReadableTable(name: name, columns: table.columns.map { ReadableTable.Column(name: $0, type: nil) }))
                continue
            }
            if table.isView, !allows("SELECT 1 FROM \(quoted)") { continue }
            var columns = try declaredColumns(of: quoted)
            if table.deniesSome {
                columns.removeAll { !allows("SELECT \(CatalogueReader.quoted($0.name)) FROM \(quoted)") }
            }
            room -= columns.count
            guard room >= 0 else { break }
            if table.hasPages {
                let links = try links(of: quoted)
                for index in columns.indices { columns[index].references = links[SQLName(columns[index].name)] }
            }
            if !columns.isEmpty { tables.append(ReadableTable(name: name, columns: columns)) }
        }
        return tables
    }

    /// The columns of a table or view, whose name is in quotes, with their types; none where SQLite can't list them, as of a view
    /// whose tables are gone.
    private func declaredColumns(of quoted: String) throws(SQLFailure) -> [ReadableTable.Column] {
        var columns: [ReadableTable.Column] = []
        try list("PRAGMA main.table_xinfo(\(quoted))") { row in
            let type = Self.text(row, 2)
            columns.append(
                ReadableTable.Column(
                    name: Self.text(row, 1), type: type.isEmpty ? nil : type.clipped(to: ReadableTable.longestType),
                    isKey: sqlite3_column_int(row, 5) != 0))
        }
        return columns
    }

    /// What the columns of a table, whose name is in quotes, point to, as far as that may be read; the first key that is
    /// declared for a column.
    private func links(of quoted: String) throws(SQLFailure) -> [SQLName: ReadableTable.Reference] {
        var declared: [(from: String, table: String, to: String?)] = []
        try list("PRAGMA main.foreign_key_list(\(quoted))") { row in
            let hasTarget = sqlite3_column_type(row, 4) != SQLITE_NULL
            declared.append((Self.text(row, 3), Self.text(row, 2), hasTarget ? Self.text(row, 4) : nil))
        }
        var links: [SQLName: ReadableTable.Reference] = [:]
        // SQLite lists the key that was declared last first.
        for link in declared.reversed() where links[SQLName(link.from)] == nil {
            let name = SQLName(link.table)
            guard authorizer.mayRead(name), let target = authorizer.catalogue.tables[name], target.hasPages else {
                continue
            }
            let keys = if let to = link.to { [to] } else { try keys(of: target) }
            // A key of several columns that are not named is not told: which of them is meant goes by their order.
            guard keys.count == 1,
                let column = target.readableColumns.first(where: { SQLName($0) == SQLName(keys[0]) })
            else { continue }
            links[SQLName(link.from)] = ReadableTable.Reference(table: target.name, column: column)
        }
        return links
    }

    private func keys(of table: Catalogue.Table) throws(SQLFailure) -> [String] {
        try declaredColumns(of: CatalogueReader.quoted(table.name)).filter(\.isKey).map(\.name)
    }

    /// Gives each row of a list of SQLite's to `row`, in a transaction of its own; none where it can't be listed.
    private func list(_ sql: String, _ row: (OpaquePointer) -> Void) throws(SQLFailure) {
        do throws(EngineError) {
            try beginReading()
        } catch {
            throw SQLFailure(error)
        }
        defer { endReading() }
        try? readingSchema { () throws(EngineError) in try query(sql, row) }
    }

    private static func text(_ row: OpaquePointer, _ column: Int32) -> String {
        sqlite3_column_text(row, column).map { String(cString: $0) } ?? ""
    }

    /// Whether the guard allows a statement.
    private func allows(_ sql: String) -> Bool {
        (try? StatementGuard.judge(sql, on: self, at: Timestamp(nanoseconds: 0))) != nil
    }
}
