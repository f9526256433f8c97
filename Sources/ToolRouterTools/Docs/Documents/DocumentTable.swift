import CSQLite
import Glibc

/// The documents of a table in a SQLite database: a row each, with a key, a text in Markdown and perhaps a title.
package struct DocumentTable: DocumentSource {
    /// The absolute path of the database.
    package let path: String
    /// The table or view.
    package let table: String
    /// The column whose values tell documents apart.
    package let key: String
    /// The column with the title; nil leaves it to the text.
    package let title: String?
    /// The column with the text.
    package let text: String

    package init(_ path: String, table: String, key: String, title: String?, text: String) {
        self.path = path
        self.table = table
        self.key = key
        self.title = title
        self.text = text
    }

    package func visit(
        within bounds: DocumentBounds,
        _ body: (SourceDocument, _ before: Int, _ total: Int?) throws(DocumentFault) -> Void
    ) throws(DocumentFault) {
        var tally = DocumentBounds.Tally(bounds, in: "\(path), table \(table)")
        var fault: DocumentFault?
        var names: Set<String> = []
        do throws(SearchEngineError) {
            let connection = try SearchConnection(path, .read)
            let columns = [key, text, title ?? key].map(Self.quoted).joined(separator: ", ")
            // In the order of bytes, whatever the column's own is.
            let sql = "SELECT \(columns) FROM main.\(Self.quoted(table)) ORDER BY CAST(\(Self.quoted(key)) AS BLOB)"
            try connection.run(sql) { row in
                do throws(DocumentFault) {
                    guard sqlite3_column_type(row, 0) != SQLITE_NULL else {
                        throw DocumentFault(
                            path, "a row of table \(table) has no key in column \(key)",
                            remedy: "give each row one, or name another column")
                    }
                    let name = SearchConnection.text(row, 0)
                    guard names.insert(name).inserted else {
                        throw DocumentFault(
                            path, "two rows of table \(table) have one key in column \(key)",
                            remedy: "name a column without equal values")
                    }
                    try tally.add(name, bytes: Int(sqlite3_column_bytes(row, 1)))
                    let document = SourceDocument(name: name, mark: nil) { () throws(DocumentFault) in
                        SourceDocument.Content(
                            title: title == nil ? nil : SearchConnection.text(row, 2),
                            text: SearchConnection.bytes(row, 1))
                    }
                    try body(document, names.count - 1, nil)
                    return true
                } catch {
                    fault = error
                    return false
                }
            }
        } catch {
            throw DocumentFault(
                path, "table \(table) can't be read: \(error.message)",
                remedy: "check the path, and `table`, `key`, `title` and `text` of `docs`")
        }
        if let fault { throw fault }
    }

    package func files(
        within bounds: DocumentBounds, most: Int
    ) throws(DocumentFault) -> [(name: String, path: String)] {
        [("documents", path)]
    }

    package func glance() -> String? {
        var marks: [String] = []
        for ending in ["", "-wal"] {
            var status = stat()
            guard lstat(path + ending, &status) == 0 else { continue }
            guard let mark = FileMark.of(status) else { return nil }
            marks.append(mark)
        }
        return marks.joined(separator: ", ")
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
