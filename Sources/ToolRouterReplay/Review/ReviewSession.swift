package import ToolRouter
import ToolRouterFormats

/// What a person decides about drifts, one by one or many at once; without a terminal, so that it can be tested.
package struct ReviewSession: Sendable {
    /// What is decided of a drift.
    package enum Decision: Sendable {
        /// The new answer is right, and becomes the golden.
        case accepted
        /// The new answer is wrong, and the golden stays.
        case rejected
        /// Nothing yet: it waits for another review.
        case skipped
    }

    /// Which drifts a decision is about, of those that are open.
    package enum Scope: Sendable {
        /// The one that is shown.
        case one
        /// Those of its group.
        case group
        /// Those of all groups whose worst kind is its own.
        case kind
        /// All.
        case rest
    }

    /// Drifts of one cause.
    package struct Group: Sendable {
        /// What they have in common.
        package let group: DriftGroup
        /// They, in the order of the recording.
        package let members: [Drift]
    }

    private struct Place {
        let group: Int
        let member: Int
    }

    /// The groups, those with the worst kinds first, and of these the largest.
    package let groups: [Group]
    /// How many drifts there are.
    package let count: Int
    private var decisions: [[Decision?]]
    private var history: [[Place]] = []

    package init(_ drifts: [Drift]) {
        var found = DriftGroups()
        var members: [[Drift]] = []
        for drift in drifts {
            let number = found.add(drift)
            if number == members.count { members.append([]) }
            members[number].append(drift)
        }
        let all = found.all
        groups = found.orderWorstFirst.map { Group(group: all[$0], members: members[$0]) }
        count = drifts.count
        decisions = groups.map { Array(repeating: nil, count: $0.members.count) }
    }

    private var place: Place? {
        for (group, row) in decisions.enumerated() {
            if let member = row.firstIndex(where: { $0 == nil }) { return Place(group: group, member: member) }
        }
        return nil
    }

    /// The first drift that is open, with the number of its group and its own in it, both from 0; nil when all is decided.
    package var current: (drift: Drift, group: Int, member: Int)? {
        place.map { (groups[$0.group].members[$0.member], $0.group, $0.member) }
    }

    /// How many drifts a decision of that scope is about.
    package func open(_ scope: Scope) -> Int { places(scope).count }

    private func places(_ scope: Scope) -> [Place] {
        guard let place else { return [] }
        if scope == .one { return [place] }
        let worst = groups[place.group].group.worst
        return groups.indices.filter { group in
            switch scope {
            case .one, .group: group == place.group
            case .kind: groups[group].group.worst == worst
            case .rest: true
            }
        }.flatMap { group in
            decisions[group].indices.filter { decisions[group][$0] == nil }.map { Place(group: group, member: $0) }
        }
    }

    /// Decides; returns of how many drifts.
    @discardableResult
    package mutating func decide(_ decision: Decision, _ scope: Scope) -> Int {
        let places = places(scope)
        for place in places { decisions[place.group][place.member] = decision }
        if !places.isEmpty { history.append(places) }
        return places.count
    }

    /// Whether there is a decision to be taken back.
    package var canUndo: Bool { !history.isEmpty }

    /// Takes the last decision back; returns of how many drifts, 0 where none is left.
    @discardableResult
    package mutating func undo() -> Int {
        guard let places = history.popLast() else { return 0 }
        for place in places { decisions[place.group][place.member] = nil }
        return places.count
    }

    /// The requests of which that was decided, group by group.
    package func requests(_ decision: Decision) -> [RequestID] {
        zip(groups, decisions).flatMap { group, row in
            zip(group.members, row).filter { $0.1 == decision }.map(\.0.id)
        }
    }
}
