import Synchronization

/// A lane's process and what it does now.
package struct LaneState: Hashable, Sendable {
    /// What a lane is there for.
    package enum Role: Sendable {
        case judge
        /// Looks which version the data has.
        case look
        case run
        /// Gives the others their files.
        case keep
    }

    /// What it is there for.
    package let role: Role
    /// Its identifier.
    package let process: Int32
    /// The statement that it judges or runs; nil when it does neither.
    package internal(set) var statement: String?
}

/// The processes of one pool: who is there and does what.
final class LaneRoll: Sendable {
    private let lanes = Mutex<[Int: LaneState]>([:])
    private let next = Atomic<Int>(0)

    /// All that are there, in the order in which their places were made.
    var states: [LaneState] {
        lanes.withLock { lanes in lanes.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// A place for one lane after the other.
    func place(for role: LaneState.Role) -> Place {
        Place(number: next.add(1, ordering: .relaxed).newValue, role: role, roll: self)
    }

    /// A place on the roll.
    struct Place: Sendable {
        fileprivate let number: Int
        fileprivate let role: LaneState.Role
        fileprivate let roll: LaneRoll

        /// That process is there now; nil for none.
        func takes(_ process: Int32?) {
            roll.lanes.withLock { lanes in
                lanes[number] = process.map { LaneState(role: role, process: $0) }
            }
        }

        /// The process works on a statement now; nil for none.
        func works(on statement: String?) {
            roll.lanes.withLock { lanes in lanes[number]?.statement = statement }
        }
    }
}
