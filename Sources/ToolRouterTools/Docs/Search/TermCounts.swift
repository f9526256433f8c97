/// How many passages have a term: what is remembered of that, as long as the index is the same.
struct TermCounts {
    /// A term is common that so many passages have, or more.
    private(set) var common = 0
    private var counts: [String: Int] = [:]
    private var digest: String?

    /// The most terms that are remembered.
    private static let mostRemembered = 20_000
    /// The most passages that are compared of those that have some of what is looked for.
    private static let mostCandidates = 2_000

    /// Forgets what it knows when the index is another than before.
    mutating func look(at connection: SearchConnection) throws(SearchEngineError) {
        var now = ""
        try connection.run("SELECT value FROM meta WHERE name = 'digest'") { row in
            now = SearchConnection.text(row, 0)
            return true
        }
        if now != digest {
            common = max(500, Int(try connection.number("SELECT count(*) FROM passages") ?? 0) / 20)
            counts = [:]
            digest = now
        }
        if counts.count > Self.mostRemembered { counts = [:] }
    }

    /// How many passages have `term`, at most `common`.
    mutating func count(
        _ term: SearchTerm, in connection: SearchConnection
    ) throws(SearchEngineError) -> Int {
        if let known = counts[term.expression] { return known }
        let count = Int(
            try connection.number(
                "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", .text(term.expression),
                .integer(Int64(common))) ?? 0)
        counts[term.expression] = count
        return count
    }

    /// The rarest of `terms`, in their order, as many as few passages have together; those that are common are left out.
    mutating func rarest(
        _ terms: [SearchTerm], in connection: SearchConnection
    ) throws(SearchEngineError) -> [SearchTerm] {
        var seen: Set<String> = []
        var counted: [(count: Int, index: Int)] = []
        for (index, term) in terms.enumerated() where seen.insert(term.expression).inserted {
            let count = try count(term, in: connection)
            if count > 0, count < common { counted.append((count, index)) }
        }
        var room = Self.mostCandidates
        var chosen: [Int] = []
        for (count, index) in counted.sorted(by: { ($0.count, $0.index) < ($1.count, $1.index) }) {
            guard chosen.isEmpty || count <= room else { break }
            room -= count
            chosen.append(index)
        }
        return chosen.sorted().map { terms[$0] }
    }
}
