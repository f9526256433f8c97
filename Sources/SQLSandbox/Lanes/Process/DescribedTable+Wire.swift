extension DescribedTable {
    /// Writes a description for the other side of a lane.
    static func write(_ tables: [DescribedTable], to writer: inout WireWriter) {
        writer.number(UInt32(tables.count))
        for table in tables {
            writer.text(table.name)
            writer.number(UInt32(table.columns.count))
            for column in table.columns {
                writer.text(column.name)
                writer.text(column.type)
                writer.bool(column.isKey)
                writer.optional(column.references) { writer, reference in
                    writer.text(reference.table)
                    writer.text(reference.column)
                }
            }
        }
    }

    /// Reads a description that a lane has written.
    static func read(from reader: inout WireReader) throws(WireReader.Nonsense) -> [DescribedTable] {
        var tables: [DescribedTable] = []
        for _ in 0..<(try reader.number(UInt32.self)) {
            let name = try reader.text()
            var columns: [Column] = []
            for _ in 0..<(try reader.number(UInt32.self)) {
                columns.append(
                    Column(
                        name: try reader.text(), type: try reader.text(), isKey: try reader.bool(),
                        references: try reader.optional { reader throws(WireReader.Nonsense) in
                            Reference(table: try reader.text(), column: try reader.text())
                        }))
            }
            tables.append(DescribedTable(name: name, columns: columns))
        }
        return tables
    }
}
