import ToolRouter

/// Searches in an index, over one connection. Use it on one thread at a time.
final class IndexReader {
    private let connection: SearchConnection
    private var counts = TermCounts()
    private var words = SearchWords()

    init(_ connection: SearchConnection) {
        self.connection = connection
    }

    /// The passages that fit best, the best first, at most `most`.
    ///
    /// Those that have everything that is looked for come first. Where they are fewer than `most`, those that have some of it follow,
    /// and score no more. A word that very many passages have is not asked of them when there are others.
    func search(
        _ query: SearchQuery, most: Int, within limits: SearchLimits, _ meter: SearchMeter
    ) throws(SearchEngineError) -> DocumentSet {
        try connection.transaction("BEGIN", failing: { $0 }) { () throws(SearchEngineError) in
            try meter.metering(connection) { () throws(SearchEngineError) in
                try find(query, most, limits)
            }
        }
    }

    private func find(
        _ query: SearchQuery, _ most: Int, _ limits: SearchLimits
    ) throws(SearchEngineError) -> DocumentSet {
        try counts.look(at: connection)
        var hits = DocumentSet(hits: [])
        var known: Set<Int64> = []

        let strict = try strict(query)
        if !strict.isEmpty {
            let matches = try Match.best(
                most, of: strict.map(\.expression).joined(separator: " AND "), besides: [], in: connection)
            known = Set(matches.map(\.passage))
            try add(matches, atMost: most, with: strict, to: &hits, limits)
        }
        guard known.count < most, !hits.isTruncated else { return hits }

        let loose = try counts.rarest(query.units.flatMap { SearchTerm.loose($0) }, in: connection)
        guard !loose.isEmpty, loose.count > 1 || loose != strict else { return hits }
        let matches = try Match.best(
            most - known.count, of: loose.map(\.expression).joined(separator: " OR "), besides: known, in: connection)
        try add(matches, atMost: most - known.count, with: loose, to: &hits, limits)
        return hits
    }

    /// What a passage must have to have everything; nothing when there is something that none has.
    private func strict(_ query: SearchQuery) throws(SearchEngineError) -> [SearchTerm] {
        let terms = query.units.map { SearchTerm($0) }
        var needed: [SearchTerm] = []
        for term in terms {
            let count = try counts.count(term, in: connection)
            if count == 0 { return [] }
            if count < counts.common { needed.append(term) }
        }
        return needed.isEmpty ? terms : needed
    }

    /// Adds the best of `matches` to `hits`, up to the memory that an answer may take.
    private func add(
        _ matches: [Match], atMost most: Int, with terms: [SearchTerm], to hits: inout DocumentSet,
        _ limits: SearchLimits
    ) throws(SearchEngineError) {
        let mostScore = hits.hits.last?.score ?? .max
        for passage in try FoundPassage.look(up: matches, atMost: most, in: connection) {
            let snippet = Snippet(of: passage.text, terms, words: limits.snippetWords, &words)
            let hit = DocumentHit(
                document: passage.document, title: passage.title, section: passage.section, line: passage.line,
                snippet: snippet.text, marks: snippet.marks,
                score: min(Int(passage.match.fit / 1_000_000), mostScore))
            guard hits.bytes + hit.bytes <= limits.resultBytes else {
                hits.isTruncated = true
                return
            }
            hits.hits.append(hit)
        }
    }
}
