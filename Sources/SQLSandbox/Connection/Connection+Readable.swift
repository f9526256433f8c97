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
            if !columns.isEmpty { tables.append(ReadableTable(name: name, columns: columns)) }
        }
        return tables
    }

    /// Whether the guard allows a statement.
    private func allows(_ sql: String) -> Bool {
        (try? StatementGuard.judge(sql, on: self, at: Timestamp(nanoseconds: 0))) != nil
    }
}
