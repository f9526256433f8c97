import CSQLite

/// A passage that fits what is looked for.
struct Match: Hashable, Sendable {
    /// Its number in the index.
    let passage: Int64
    /// How well it fits by BM25, in units of 10⁻⁹; more is better.
    let fit: Int64

    /// The most passages that fit the same as the last one that is shown and are looked at to put them in order. It is met where
    /// texts are copies of each other; then those that were indexed first are taken.
    private static let mostTies = 1_000

    /// The `most` passages that fit best, and those that fit the same as the last of them.
    ///
    /// - Parameter known: passages that are left out.
    static func best(
        _ most: Int, of expression: String, besides known: Set<Int64>, in connection: SearchConnection
    ) throws(SearchEngineError) -> [Match] {
        var matches: [Match] = []
        try connection.run(
            "SELECT rowid, bm25(words, \(IndexSchema.weights)) FROM words WHERE words MATCH ?", .text(expression)
        ) { row in
            let passage = sqlite3_column_int64(row, 0)
            guard !known.contains(passage) else { return true }
            // FTS5 gives better ones smaller numbers. Rounded, they are the same where the last digit of a logarithm is not.
            let fit = (-sqlite3_column_double(row, 1) * 1e9).rounded()
            matches.append(Match(passage: passage, fit: Int64(exactly: min(max(fit, -1e15), 1e15)) ?? 0))
            return true
        }
        guard matches.count > most else { return matches }
        let least = fit(ofPlace: most, in: matches)
        let better = matches.filter { $0.fit > least }
        return better + matches.lazy.filter { $0.fit == least }.prefix(most - better.count + mostTies)
    }

    /// The fit of the match in that place, from 1, the best first; there are so many.
    private static func fit(ofPlace place: Int, in matches: [Match]) -> Int64 {
        var best: [Int64] = []
        for fit in matches.lazy.map(\.fit) where best.count < place || fit > best[0] {
            best.insert(fit, at: best.firstIndex { $0 >= fit } ?? best.endIndex)
            if best.count > place { best.removeFirst() }
        }
        return best[0]
    }
}
