/// A table or view that statements may read, with what of it they may.
package struct ReadableTable: Hashable, Sendable {
    /// A column that may be read.
    package struct Column: Hashable, Sendable {
        /// The name as the schema writes it.
        package let name: String
        /// The declared type, up to 100 bytes; nil where there is none.
        package let type: String?
        /// Whether it is the primary key, or a part of it.
        package var isKey = false
        /// The column that it points to, which may be read, too; nil where there is none.
        package var references: Reference?
    }

    /// A column, as another one names it.
    package struct Reference: Hashable, Sendable {
        /// The table as the schema writes it.
        package let table: String
        /// The column as the schema writes it.
        package let column: String
    }

    /// The most tables and views that are told of, the first ones by name.
    static let most = 1_000
    /// The longest type that is told, in bytes.
    static let longestType = 100
    /// The most columns of all of them.
    static let mostColumns = 10_000

    /// The name as the schema writes it.
    package let name: String
    /// The columns, in the order of the table.
    package let columns: [Column]
}

extension ReadableTable {
    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        name = try reader.text()
        let count = Int(try reader.number(UInt32.self))
        // Each takes seven bytes at least, so that a false number makes no long list.
        guard count <= reader.count / 7 else { throw WireReader.Nonsense() }
        var columns: [Column] = []
        for _ in 0..<count {
            columns.append(
                Column(
                    name: try reader.text(),
                    type: try reader.optional { r throws(WireReader.Nonsense) in try r.text() },
                    isKey: try reader.bool(),
                    references: try reader.optional { r throws(WireReader.Nonsense) in
                        Reference(table: try r.text(), column: try r.text())
                    }))
        }
        self.columns = columns
    }

    func write(to writer: inout WireWriter) {
        writer.text(name)
        writer.number(UInt32(columns.count))
        for column in columns {
            writer.text(column.name)
            writer.optional(column.type) { $0.text($1) }
            writer.bool(column.isKey)
            writer.optional(column.references) { writer, reference in
                writer.text(reference.table)
                writer.text(reference.column)
            }
        }
    }
}
