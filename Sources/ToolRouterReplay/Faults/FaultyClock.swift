import ToolRouter
import ToolRouterFormats

/// The clock that the router reads when a fault plan says that it is wrong. How long anybody waits stays true: a timer is as long as the
/// time that was still to come, by this clock, when it was set.
final class FaultyClock: Scheduler {
    private let scheduler: any Scheduler
    private let injector: FaultInjector

    init(scheduler: any Scheduler, injector: FaultInjector) {
        self.scheduler = scheduler
        self.injector = injector
    }

    var now: Timestamp {
        let truth = scheduler.now
        guard let wrong = injector.clockError(at: truth) else { return truth }
        injector.tell(wrong, on: scheduler)
        return truth + wrong.error
    }

    var isSteady: Bool { false }
    var uptime: Duration { scheduler.uptime }

    func sleep(until moment: Timestamp) async throws(CancellationError) {
        try await scheduler.sleep(until: truth(of: moment))
    }

    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        await scheduler.race(by: truth(of: deadline), nearby: nearby, work)
    }

    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        await scheduler.verdict(of: race, by: truth(of: deadline))
    }

    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        scheduler.spawn(lane)
    }

    private func truth(of moment: Timestamp) -> Timestamp {
        let truth = scheduler.now
        guard let wrong = injector.clockError(at: truth) else { return moment }
        return moment + (.zero - wrong.error)
    }
}

/// By how much a clock is wrong, and by which rule.
struct ClockError: Sendable {
    let error: Duration
    let number: Int
}

extension FaultInjector {
    /// By how much the router's clock is wrong at a moment, by the first rule that is about it; nil when it is right.
    func clockError(at truth: Timestamp) -> ClockError? {
        guard !clockRules.isEmpty else { return nil }
        let elapsed = truth - start
        for number in clockRules {
            let rule = plan.rules[number]
            guard rule.window.contains(elapsed), let fault = rule.fault as? any ClockFault else { continue }
            return ClockError(error: fault.error(after: elapsed - rule.window.from), number: number)
        }
        return nil
    }

    /// Says that the clock is wrong, once for each request that meets it.
    func tell(_ wrong: ClockError, on scheduler: any Scheduler) {
        guard let replayed = ReplayedRequest.current, replayed.isFirst(wrong.number) else { return }
        let words = DurationText.format(wrong.error < .zero ? .zero - wrong.error : wrong.error)
        inject(
            wrong.number, at: .clock, into: replayed.request.id, on: scheduler,
            "the clock is \(words) \(wrong.error < .zero ? "behind" : "ahead")")
    }
}
