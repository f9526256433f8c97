package import ToolRouter
package import ToolRouterFormats

/// Drifts that part from their goldens at the same place in the same way: most likely one cause.
package struct DriftGroup: Sendable {
    /// Where they part, such as `plan:circuit_refused → plan:replied`.
    package let place: String
    /// What was changed where their trails are their goldens', in a line such as `sql + tenant_id ,`; nil where only figures
    /// or rows differ, and where the place says it.
    package let change: String?
    /// The first of them.
    package let first: Drift
    /// How many there are.
    package fileprivate(set) var count = 0
    /// What differs in any of them, worst first.
    package fileprivate(set) var kinds: [DriftKind] = []

    /// The worst of what differs.
    package var worst: DriftKind { kinds[0] }
    /// The first stage at which the first of them did something else.
    package var stage: Stage? { first.stage }

    /// Whether their trails are those of their goldens.
    var isOnGoldenTrail: Bool { place == Drift.sameTrail }

    /// Where they part and what was changed, in one line.
    package var cause: String { place + (change.map { ", \($0)" } ?? "") }

    /// What they have in common, in one line.
    package var headline: String {
        "\(count) alike, \(cause): " + kinds.map(\.rawValue).joined(separator: ", ")
    }
}

/// Sorts drifts into groups while they come.
package struct DriftGroups: Sendable {
    /// How many groups are told apart; what comes after them is one more group.
    private static let most = 200
    /// How many changes are told apart of drifts whose trails and worst kinds are the same. A planner that writes each
    /// statement anew must not take the groups away from what comes later.
    private static let mostChanges = 50

    private var numbers: [String: Int] = [:]
    private var changes: [DriftKind: Int] = [:]
    private var groups: [DriftGroup] = []

    package init() {}

    /// Adds one drift; returns the number of its group, from 0.
    @discardableResult
    package mutating func add(_ drift: Drift) -> Int {
        var (key, place, change) = cause(of: drift)
        if numbers[key] == nil, groups.count >= Self.most { (key, place, change) = ("", "elsewhere", nil) }
        let number = numbers[key] ?? groups.count
        if number == groups.count {
            numbers[key] = number
            groups.append(DriftGroup(place: place, change: change, first: drift))
        }
        groups[number].count += 1
        let kinds = drift.kinds.filter { !groups[number].kinds.contains($0) }
        if !kinds.isEmpty { groups[number].kinds = (groups[number].kinds + kinds).sorted() }
        return number
    }

    /// What drifts of one group have in common.
    private mutating func cause(of drift: Drift) -> (key: String, place: String, change: String?) {
        let place = drift.place
        // Of those that part, the place is the change.
        guard place == Drift.sameTrail, let change = DriftChange(drift) else { return (place, place, nil) }
        let worst = drift.kinds[0]
        let key = "\(place) \(worst.rawValue) \(change.key)"
        guard numbers[key] == nil else { return (key, place, change.words) }
        guard changes[worst, default: 0] < Self.mostChanges else {
            return ("\(place) \(worst.rawValue), other", place, "other changes")
        }
        changes[worst, default: 0] += 1
        return (key, place, change.words)
    }

    /// The groups in the order in which their first drifts came.
    package var all: [DriftGroup] { groups }

    /// The groups, the largest first.
    package var largestFirst: [DriftGroup] {
        groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }

    /// The groups, those with the worst kinds first, and of these the largest.
    package var worstFirst: [DriftGroup] { orderWorstFirst.map { groups[$0] } }

    /// The numbers of the groups in that order.
    package var orderWorstFirst: [Int] {
        groups.indices.sorted { left, right in
            let (one, other) = (groups[left], groups[right])
            if one.worst != other.worst { return one.worst < other.worst }
            return one.count == other.count ? left < right : one.count > other.count
        }
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
