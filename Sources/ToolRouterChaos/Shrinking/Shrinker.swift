package import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// Makes a schedule small that shows a symptom: fewest requests, then fewest faults, then fewest changes of settings, and all of them as
/// plain as can be. What it returns shows the same symptom.
///
/// The same schedule and test give the same result, unless the time runs out.
package struct Shrinker {
    /// How long it tries unless it is said otherwise.
    package static let usualPatience = Duration.seconds(20)
    /// The passes are repeated until none of them finds anything, or so often.
    private static let mostRounds = 12

    /// So many requests are looked through at once.
    private static let few = 5

    /// Why it ended.
    package enum End: Sendable {
        /// Nothing smaller was found.
        case done
        /// The time ran out.
        case patience
        /// It was interrupted.
        case interrupted
    }

    /// What came of it.
    package struct Result: Sendable {
        /// The smallest schedule that was found.
        package let schedule: Schedule
        /// How many schedules were replayed.
        package let tried: Int
        /// Why it ended.
        package let end: End
    }

    /// Says how far it is: how many schedules were tried, and the size of the smallest one that shows the symptom.
    package typealias Progress = (_ tried: Int, _ size: CapsuleNote.Size) -> Void

    private let test: any SymptomTest
    private let subject: ChaosSubject?
    private let patience: Duration
    private let interruption: Interruption
    private let progress: Progress

    /// - Parameters:
    ///   - subject: the scenario, whose budgets may be tightened; nil tightens none.
    ///   - patience: the time after which the best so far is taken; above zero.
    ///   - interruption: the same, once it is raised.
    package init(
        _ test: any SymptomTest, subject: ChaosSubject? = nil, patience: Duration = usualPatience,
        interruption: Interruption = Interruption(),
        progress: @escaping Progress = { _, _ in }
    ) {
        precondition(patience > .zero, "a patience of \(patience)")
        self.test = test
        self.subject = subject
        self.patience = patience
        self.interruption = interruption
        self.progress = progress
    }

    /// Makes `schedule` small; nil when it does not show the symptom.
    ///
    /// - Parameters:
    ///   - request: the request at which it showed first.
    ///   - at: the time since the traffic began, at which it did.
    package func shrink(_ schedule: Schedule, from request: RequestID? = nil, at: Duration? = nil) throws -> Result? {
        guard try test.shows(schedule) else { return nil }
        let end = ContinuousClock.now + patience
        let search = ShrinkSearch(
            schedule, test, interruption: interruption, isOver: { ContinuousClock.now >= end }, progress: progress)
        do {
            try withoutRecordedOrder(search)
            try RequestPass(search).cut(to: request, at: at)
            _ = try RulePass(search).run()
            // Behind a threshold many requests are needed, and it takes long to find out that none of them can go.
            if search.best.requests.count > Self.few { _ = try ThresholdPass(search, subject).run() }
            for _ in 0..<Self.mostRounds where try !round(search) { break }
        } catch is ShrinkSearch.Enough {
            return Result(schedule: search.best, tried: search.tried, end: .patience)
        } catch is Interrupted {
            return Result(schedule: search.best, tried: search.tried, end: .interrupted)
        }
        return Result(schedule: search.best, tried: search.tried, end: .done)
    }

    /// Every pass once; whether one of them found anything.
    private func round(_ search: ShrinkSearch) throws -> Bool {
        var found = try RequestPass(search).run()
        found = try RulePass(search).run() || found
        found = try SettingPass(search).run() || found
        found = try ThresholdPass(search, subject).run() || found
        found = try WeakeningPass(search).run() || found
        found = try SimplePass(search).run() || found
        found = try TimePass(search).run() || found
        return found
    }

    /// The order in which a live router decided is of no use once requests are missing.
    private func withoutRecordedOrder(_ search: ShrinkSearch) throws {
        try search.take { schedule in
            for place in schedule.requests.indices { schedule.requests[place].decisions = [] }
        }
    }
}
