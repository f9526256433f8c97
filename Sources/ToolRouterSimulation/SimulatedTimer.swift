import ToolRouter

/// Something that happens at a virtual moment.
struct SimulatedTimer: Comparable {
    /// At one moment sleepers wake first, then those whose turn it is, then deadlines strike, so that a result at the very
    /// deadline is in time.
    enum Rank: UInt64 {
        case sleep
        case turn
        case deadline
    }

    let moment: Timestamp
    /// The rank in the highest two bits, then the sequence, which breaks ties.
    private let order: UInt64
    let target: any TimerTarget

    /// - Parameter sequence: the order of setting, or of turns; what is above 2⁶² − 1 counts as that.
    init(moment: Timestamp, rank: Rank, sequence: UInt64, target: any TimerTarget) {
        self.moment = moment
        order = rank.rawValue << 62 | min(sequence, 1 << 62 - 1)
        self.target = target
    }

    static func < (left: SimulatedTimer, right: SimulatedTimer) -> Bool {
        left.moment != right.moment ? left.moment < right.moment : left.order < right.order
    }

    static func == (left: SimulatedTimer, right: SimulatedTimer) -> Bool {
        left.order == right.order
    }
}

/// What a timer is for.
protocol TimerTarget: AnyObject, Sendable {
    /// The moment has come.
    func timerFired()
}

extension Sleeper: TimerTarget {
    func timerFired() { wake() }
}

extension DeadlineRace: TimerTarget {
    func timerFired() { reachDeadline() }
}
