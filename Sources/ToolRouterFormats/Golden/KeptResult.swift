package import ToolRouter
import ToolRouterTools

/// The first rows of a result that a golden speaks of by its digest, so that a person can see what changed.
package struct KeptResult: Hashable, Sendable {
    /// The most rows that are kept.
    package static let mostRows = 50
    /// The most bytes of rows that are kept.
    package static let mostBytes = 8_192

    /// The digest of the whole result, in order.
    package var digest: String
    /// The names of its columns.
    package var columns: [String]
    /// How many rows the whole result has.
    package var rowCount: Int
    /// The first rows, each value as an SQL literal.
    package var rows: [[String]]

    /// Whether all rows are there.
    package var isWhole: Bool { rows.count == rowCount }

    /// What is kept of `result`, whose digest is `digest`.
    package init(_ result: ResultSet, digest: String) {
        self.digest = digest
        columns = result.columns
        rowCount = result.rows.count
        rows = []
        var room = Self.mostBytes
        for row in result.rows.prefix(Self.mostRows) {
            let literals = row.map { ValueLiteral.of($0) }
            room -= literals.reduce(0) { $0 + $1.utf8.count + 3 }
            if room < 0 { break }
            rows.append(literals)
        }
    }

    /// The result as its line, without line end.
    package var json: String {
        var writer = JSONWriter()
        writer.object { line in
            line.member("digest", digest)
            line.member("row_count", rowCount)
            line.key("columns")
            line.array(columns)
            line.member(
                "rows",
                array: { list in
                    for row in rows { list.array(row) }
                })
        }
        return writer.text
    }
}

extension KeptResult: JSONReadable {
    private static let fields: [FieldName] = ["digest", "row_count", "columns", "rows"]

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        digest = try object.name("digest")
        rowCount = Int(try object.integer("row_count", in: 0...1_000_000_000_000))
        columns = try object.value("columns", as: [String].self)
        rows = try object.value("rows", as: [[String]].self)
        let odd = rows.first { $0.count != columns.count }
        guard rows.count <= rowCount, odd == nil else {
            throw object.fault(
                "rows",
                found: odd.map { "a row of \(Quantity.words($0.count, "value"))" } ?? Quantity.words(rows.count, "row"),
                expected:
                    "at most \(Quantity.words(rowCount, "row")), each of \(Quantity.words(columns.count, "value"))",
                remedy: KeptResults.remedy)
        }
    }
}
