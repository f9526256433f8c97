/// How long a request was at each stage; a stage that it came back to counts all its visits.
///
/// Only whole nanoseconds are kept, in one flat value, since every request carries it.
public struct StageDurations: Hashable, Sendable {
    /// Nanoseconds by stage, in order; −1 where the request did not come.
    private var spent: (Int64, Int64, Int64, Int64, Int64, Int64) = (-1, -1, -1, -1, -1, -1)

    /// No stage yet.
    public init() {}

    /// The time at `stage`; nil where the request did not come. `settle` and `shadow` have none: a record is made before
    /// the one ends, and the other is no part of the answer.
    public subscript(stage: Stage) -> Duration? {
        let spent = nanoseconds(stage)
        return spent < 0 ? nil : .nanoseconds(spent)
    }

    /// Adds a visit; does nothing for `settle` and `shadow`.
    public mutating func add(_ duration: Duration, at stage: Stage) {
        let visit = max(0, duration.wholeNanoseconds)
        let (sum, overflow) = max(0, nanoseconds(stage)).addingReportingOverflow(visit)
        set(overflow ? .max : sum, stage)
    }

    private func nanoseconds(_ stage: Stage) -> Int64 {
        switch stage {
        case .admit: spent.0
        case .route: spent.1
        case .recall: spent.2
        case .plan: spent.3
        case .guard: spent.4
        case .run: spent.5
        case .settle, .shadow: -1
        }
    }

    private mutating func set(_ nanoseconds: Int64, _ stage: Stage) {
        switch stage {
        case .admit: spent.0 = nanoseconds
        case .route: spent.1 = nanoseconds
        case .recall: spent.2 = nanoseconds
        case .plan: spent.3 = nanoseconds
        case .guard: spent.4 = nanoseconds
        case .run: spent.5 = nanoseconds
        case .settle, .shadow: break
        }
    }

    public static func == (left: StageDurations, right: StageDurations) -> Bool { left.spent == right.spent }

    public func hash(into hasher: inout Hasher) {
        for stage in Stage.allCases { hasher.combine(nanoseconds(stage)) }
    }
}

/// Notes which stage a request is at, and since when.
struct StageClock: Sendable {
    /// The stages that ended.
    private(set) var durations = StageDurations()
    private var stage = Stage.admit
    private var since: Timestamp

    init(at now: Timestamp) {
        since = now
    }

    /// The request goes on to `next`.
    mutating func enter(_ next: Stage, at now: Timestamp) {
        durations.add(now - since, at: stage)
        (stage, since) = (next, now)
    }
}
