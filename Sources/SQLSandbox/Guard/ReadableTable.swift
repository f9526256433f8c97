/// A table or view that statements may read, with what of it they may.
package struct ReadableTable: Hashable, Sendable {
    /// A column that may be read.
    package struct Column: Hashable, Sendable {
        /// The name as the schema writes it.
        package let name: String
        /// The declared type; nil where there is none.
        package let type: String?
    }

    /// The most tables and views that are told of, the first ones by name.
    static let most = 1_000
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
        // Each takes five bytes at least, so that a false number makes no long list.
        guard count <= reader.count / 5 else { throw WireReader.Nonsense() }
        var columns: [Column] = []
        for _ in 0..<count {
            columns.append(
                Column(
                    name: try reader.text(),
                    type: try reader.optional { r throws(WireReader.Nonsense) in try r.text() }))
        }
        self.columns = columns
    }

    func write(to writer: inout WireWriter) {
        writer.text(name)
        writer.number(UInt32(columns.count))
        for column in columns {
            writer.text(column.name)
            writer.optional(column.type) { $0.text($1) }
        }
    }
}
