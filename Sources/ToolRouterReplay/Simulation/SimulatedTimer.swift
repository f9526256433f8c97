import ToolRouter

/// Something that happens at a virtual moment.
struct SimulatedTimer: Comparable {
    /// At one moment sleepers wake before deadlines strike, so that a result at the very deadline is in time.
    enum Rank: Int {
        case sleep
        case deadline
    }

    let moment: Timestamp
    let rank: Rank
    /// The order of setting, which breaks ties.
    let sequence: UInt64
    let fire: @Sendable () -> Void

    static func < (left: SimulatedTimer, right: SimulatedTimer) -> Bool {
        if left.moment != right.moment { return left.moment < right.moment }
        if left.rank != right.rank { return left.rank.rawValue < right.rank.rawValue }
        return left.sequence < right.sequence
    }

    static func == (left: SimulatedTimer, right: SimulatedTimer) -> Bool {
        left.sequence == right.sequence
    }
}
