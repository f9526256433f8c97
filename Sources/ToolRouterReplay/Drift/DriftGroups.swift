import ToolRouter
package import ToolRouterFormats

/// Drifts that part from their goldens at the same place in the same way: most likely one cause.
package struct DriftGroup: Sendable {
    /// Where they part, such as `plan:circuit_refused → plan:replied`.
    package let place: String
    /// The first of them.
    package let first: Drift
    /// How many there are.
    package fileprivate(set) var count = 0
    /// What differs in any of them, worst first.
    package fileprivate(set) var kinds: [DriftKind] = []

    /// What they have in common, in one line.
    package var headline: String {
        "\(count) alike, \(place): " + kinds.map(\.rawValue).joined(separator: ", ")
    }
}

/// Sorts drifts into groups while they come.
package struct DriftGroups: Sendable {
    /// How many groups are told apart; what comes after them is one more group.
    private static let most = 200

    private var places: [String: Int] = [:]
    private var groups: [DriftGroup] = []

    package init() {}

    /// Adds one drift; returns the number of its group, from 0.
    @discardableResult
    package mutating func add(_ drift: Drift) -> Int {
        var place = drift.place
        // Of those that go the same way, the worst kind tells causes apart.
        var key = place == Drift.sameTrail ? "\(place) \(drift.kinds[0].rawValue)" : place
        if places[key] == nil, groups.count >= Self.most { (place, key) = ("elsewhere", "") }
        let number = places[key] ?? groups.count
        if number == groups.count {
            places[key] = number
            groups.append(DriftGroup(place: place, first: drift))
        }
        groups[number].count += 1
        let kinds = drift.kinds.filter { !groups[number].kinds.contains($0) }
        if !kinds.isEmpty { groups[number].kinds = (groups[number].kinds + kinds).sorted() }
        return number
    }

    /// The groups in the order in which their first drifts came.
    package var all: [DriftGroup] { groups }

    /// The groups, the largest first.
    package var largestFirst: [DriftGroup] {
        groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }
}

extension Drift {
    /// The place of one whose trail is its golden's.
    fileprivate static let sameTrail = "same trail"

    /// Where it parts from its golden, without names and numbers: drifts of one cause have the same.
    package var place: String {
        guard let expected else { return "the golden lacks the request" }
        guard let actual else { return "the run lacks the request" }
        guard let (before, now) = Trail.partingWords(expected.trail, actual.trail) else {
            return Self.sameTrail
        }
        func bare(_ word: String?) -> String { word.map { String($0.prefix { $0 != "(" }) } ?? "the end" }
        // Where only names or numbers in brackets differ, they are what parts the two.
        guard bare(before) == bare(now) else { return "\(bare(before)) → \(bare(now))" }
        return "\(before ?? "") → \(now ?? "")"
    }
}
