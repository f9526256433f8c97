import ToolRouter
import ToolRouterFormats

/// Takes requests away.
struct RequestPass {
    /// Of so many requests at most, pairs are tried, too.
    private static let mostForPairs = 12
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Begins with what is likely: what came after the failure, long before it, and what is about others.
    func cut(to request: RequestID?, at: Duration?) throws {
        let all = search.best.requests
        let place = request.flatMap { id in all.firstIndex { $0.id == id } }
        if let place {
            try keep(Array(all[...place]))
        } else if let at {
            try keep(all.filter { .microseconds($0.atMicroseconds) <= at })
        } else {
            try end()
        }
        // Short replays cost little, so the shortest that show it are looked for from the end on.
        let rest = search.best.requests
        var count = 1
        while count < rest.count {
            if try keep(Array(rest.suffix(count))) { break }
            count *= 2
        }
        guard let last = search.best.requests.last(where: { request == nil || $0.id == request }) else { return }
        for isLike in Self.likenesses { try keep(search.best.requests.filter { isLike($0, last) }) }
    }

    /// Whether a half or a quarter of the requests shows it; one of few requests goes for a half.
    func halve() throws -> Bool {
        let all = search.best.requests
        guard all.count > Self.mostForPairs else { return true }
        for pieces in [2, 4] {
            for piece in (0..<pieces).reversed()
            where try keep(Array(all[(piece * all.count / pieces)..<((piece + 1) * all.count / pieces)])) {
                return true
            }
        }
        return false
    }

    /// Looks for the shortest beginning that shows it.
    private func end() throws {
        let all = search.best.requests
        var (too, enough) = (0, all.count)
        while enough - too > max(1, all.count / 64) {
            let middle = (too + enough) / 2
            if try keep(Array(all.prefix(middle))) { enough = middle } else { too = middle }
        }
    }

    private static let likenesses: [@Sendable (RecordedExchange, RecordedExchange) -> Bool] = [
        { $0.question == $1.question && $0.database == $1.database }, { $0.caller == $1.caller },
        { $0.caller.tenant == $1.caller.tenant },
    ]

    /// Whether anything could be taken away.
    func run() throws -> Bool {
        let former = search.best.requests.count
        let fewest = try DeltaDebugging.minimum(of: search.best.requests, keeping: 1, holds: keep)
        if fewest.count <= Self.mostForPairs {
            _ = try DeltaDebugging.withoutPairs(fewest, keeping: 1, holds: keep)
        }
        return search.best.requests.count < former
    }

    @discardableResult
    private func keep(_ requests: [RecordedExchange]) throws -> Bool {
        guard !requests.isEmpty else { return false }
        var candidate = search.best
        candidate.requests = requests
        return try search.take(candidate)
    }
}
