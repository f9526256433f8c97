import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Lets requests arrive earlier, and at round times. Each step makes the traffic shorter, or it is not taken.
struct TimePass {
    /// With more requests than this all gaps are changed at once only.
    private static let mostOneByOne = 20
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Whether anything could be earlier.
    func run() throws -> Bool {
        var found = try begin()
        for gap in Self.gaps { found = try spread(evenly: gap) || found }
        guard search.best.requests.count <= Self.mostOneByOne else { return found }
        for place in search.best.requests.indices.dropFirst() {
            for gap in Self.gaps where try shorten(place, to: gap) {
                found = true
                break
            }
        }
        return found
    }

    /// In microseconds, the shortest first.
    private static let gaps: [Int64] = [0, 1_000, 100_000, 1_000_000, 10_000_000, 60_000_000]

    /// Lets the first request come when the traffic begins, and faults with it.
    private func begin() throws -> Bool {
        guard let first = search.best.requests.first?.atMicroseconds, first > 0 else { return false }
        return try search.take { schedule in
            for place in schedule.requests.indices { schedule.requests[place].atMicroseconds -= first }
            schedule.moveFaults(by: .microseconds(first))
        }
    }

    private func spread(evenly gap: Int64) throws -> Bool {
        let times = search.best.requests.indices.map { Int64($0) * gap }
        guard let last = times.last, let former = search.best.requests.last?.atMicroseconds, last < former else {
            return false
        }
        return try arrive(at: times)
    }

    private func shorten(_ place: Int, to gap: Int64) throws -> Bool {
        let former = search.best.requests.map(\.atMicroseconds)
        let shift = former[place] - former[place - 1] - gap
        guard shift > 0 else { return false }
        return try arrive(at: former.enumerated().map { $0 < place ? $1 : $1 - shift })
    }

    /// Tries those times, once more with faults that hold from the beginning on.
    private func arrive(at times: [Int64]) throws -> Bool {
        func move(_ schedule: inout Schedule) {
            for (place, at) in times.enumerated() { schedule.requests[place].atMicroseconds = at }
            schedule.requests.sort { ($0.atMicroseconds, $0.id.text) < ($1.atMicroseconds, $1.id.text) }
        }
        if try search.take(move) { return true }
        guard search.best.faults?.rules.contains(where: { $0.window.from > .zero }) == true else { return false }
        return try search.take { schedule in
            move(&schedule)
            schedule.beginFaults()
        }
    }
}

extension Schedule {
    /// Lets the faults come earlier by `shift`; what would begin before the traffic begins with it.
    fileprivate mutating func moveFaults(by shift: Duration) {
        faults = faults.map { plan in
            plan.mapWindows { window in
                FaultWindow(
                    from: max(window.from - shift, .zero), to: window.to.map { max($0 - shift, .microseconds(1)) })
            }
        }
    }

    /// Lets the faults hold from the beginning on.
    fileprivate mutating func beginFaults() {
        faults = faults.map { plan in plan.mapWindows { FaultWindow(to: $0.to) } }
    }
}

extension FaultPlan {
    fileprivate func mapWindows(_ change: (FaultWindow) -> FaultWindow) -> FaultPlan {
        FaultPlan(rules: rules.map { $0.with(window: change($0.window)) }, convergence: convergence)
    }
}
