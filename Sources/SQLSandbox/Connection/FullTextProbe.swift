/// Queries of a full-text table for which FTS5 compiles, when it first answers them, the statements that it keeps as long as
/// a connection knows the table.
enum FullTextProbe {
    /// All of them but what `bm25` asks: a search, a look-up of a row, and rows in both orders.
    static func all(of table: String) -> [String] {
        let name = CatalogueReader.quoted(table)
        return [
            search(of: table), "SELECT rowid FROM main.\(name) WHERE rowid = 1",
            "SELECT rowid FROM main.\(name) ORDER BY rowid LIMIT 1",
            "SELECT rowid FROM main.\(name) ORDER BY rowid DESC LIMIT 1",
        ]
    }

    /// A search, after which FTS5 knows how the index is built that the file has. Any tokenizer of SQLite makes one token of
    /// the word, which more than one would not do where an index keeps no places.
    static func search(of table: String) -> String {
        "SELECT rowid FROM main.\(CatalogueReader.quoted(table))('abc') LIMIT 1"
    }
}
