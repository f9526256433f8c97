import ToolRouter
import ToolRouterReplay

/// The search for a smaller schedule that shows the same: the best one so far, what was tried, and when to stop.
///
/// For one thread at a time.
final class ShrinkSearch {
    /// Why it stops before everything was tried.
    struct Enough: Error {}

    /// The smallest schedule so far that shows the symptom.
    private(set) var best: Schedule
    /// The schedules that were replayed.
    private(set) var tried = 0
    private let test: any SymptomTest
    private let interruption: Interruption
    private let isOver: () -> Bool
    private let progress: Shrinker.Progress
    private var known: [ScheduleKey: Bool] = [:]

    /// - Parameters:
    ///   - schedule: shows the symptom.
    ///   - isOver: whether there is no time left.
    init(
        _ schedule: Schedule, _ test: any SymptomTest, interruption: Interruption, isOver: @escaping () -> Bool,
        progress: @escaping Shrinker.Progress
    ) {
        best = schedule
        self.test = test
        self.interruption = interruption
        self.isOver = isOver
        self.progress = progress
    }

    /// Whether `candidate` shows the symptom; then it is the best from now on.
    ///
    /// - Throws: `Enough` when there is no time left, and what the test throws.
    @discardableResult
    func take(_ candidate: Schedule) throws -> Bool {
        let holds = try shows(candidate)
        if holds { best = candidate }
        return holds
    }

    /// The same for the best one after `change`; false, too, when that changes nothing.
    @discardableResult
    func take(_ change: (inout Schedule) -> Void) throws -> Bool {
        var candidate = best
        change(&candidate)
        return try ScheduleKey(candidate) != ScheduleKey(best) && take(candidate)
    }

    /// Goes on from `start` as long as `body` does; keeps what came of it where that has fewer requests than before.
    func branch(from start: Schedule, _ body: () throws -> Void) throws -> Bool {
        let former = best
        guard try take(start) else { return false }
        let ended = Result { try body() }
        let isBetter = best.requests.count < former.requests.count
        if !isBetter { best = former }
        try ended.get()
        return isBetter
    }

    /// When the rules of the best one were applied.
    func injections() throws -> [String: ClosedRange<Duration>] { try test.injections(of: best) }

    private func shows(_ candidate: Schedule) throws -> Bool {
        let key = ScheduleKey(candidate)
        if let known = known[key] { return known }
        if interruption.isRaised { throw Interrupted() }
        if isOver() { throw Enough() }
        tried += 1
        let holds = try test.shows(candidate)
        known[key] = holds
        progress(tried, CapsuleNote.Size(holds ? candidate : best))
        return holds
    }
}

/// What tells two schedules of one search apart.
private struct ScheduleKey: Hashable {
    private let requests: Int
    private let faults: String?
    private let changes: [SettingChange]

    init(_ schedule: Schedule) {
        var hasher = Hasher()
        hasher.combine(schedule.requests)
        requests = hasher.finalize()
        faults = schedule.faults?.json
        changes = schedule.changes
    }
}
