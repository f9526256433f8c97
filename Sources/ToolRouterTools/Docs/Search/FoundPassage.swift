import CSQLite

/// A passage that fits, as the index keeps it.
struct FoundPassage {
    let match: Match
    let document: String
    let title: String
    let section: String
    let line: Int
    let text: String

    /// Looks up those of `matches`, the best first: of those that fit the same the one first whose document's name is, then the one that
    /// stands earlier in it. At most `most` of them.
    static func look(
        up matches: [Match], atMost most: Int, in connection: SearchConnection
    ) throws(SearchEngineError) -> ArraySlice<FoundPassage> {
        var found: [FoundPassage] = []
        for match in matches {
            try connection.run(
                """
                SELECT d.name, d.title, p.section, p.line, p.text FROM passages p JOIN documents d ON d.id = p.document
                WHERE p.id = ?
                """, .integer(match.passage)
            ) { row in
                found.append(
                    FoundPassage(
                        match: match, document: SearchConnection.text(row, 0), title: SearchConnection.text(row, 1),
                        section: SearchConnection.text(row, 2), line: Int(sqlite3_column_int64(row, 3)),
                        text: SearchConnection.text(row, 4)))
                return true
            }
        }
        return found.sorted { $0.precedes($1) }.prefix(most)
    }

    private func precedes(_ other: FoundPassage) -> Bool {
        if match.fit != other.match.fit { return match.fit > other.match.fit }
        if !document.utf8.elementsEqual(other.document.utf8) {
            return document.utf8.lexicographicallyPrecedes(other.document.utf8)
        }
        return (line, match.passage) < (other.line, other.match.passage)
    }
}
