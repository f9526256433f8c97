import Synchronization

/// A clock that may be set, read so that time never goes back nor stands still.
///
/// A deadline is a moment, and a clock that is set back by an hour would move each by an hour: a request whose planner hangs would wait that
/// much longer. So a step back, and a clock that goes too slowly, are made up for: from one reading to the next at least as much
/// time passes as by `uptime`. A step forward is taken as it is; it ends waiting early, which is the harmless side.
final class CountingScheduler: Scheduler {
    private struct Reading {
        var now: Timestamp
        var uptime: Duration
        /// How far that is ahead of the clock.
        var lead = Duration.zero
    }

    private let scheduler: any Scheduler
    private let latest: Mutex<Reading>

    /// Reads the clock of `scheduler`, and waits on it.
    init(_ scheduler: any Scheduler) {
        self.scheduler = scheduler
        latest = Mutex(Reading(now: scheduler.now, uptime: scheduler.uptime))
    }

    /// `scheduler`, or, where its clock may be set, one that makes up for it.
    static func of(_ scheduler: any Scheduler) -> any Scheduler {
        scheduler.isSteady ? scheduler : CountingScheduler(scheduler)
    }

    var now: Timestamp {
        latest.withLock { latest in
            // Under the lock, so that nobody's earlier reading is taken for a step back.
            let (now, uptime) = (scheduler.now, scheduler.uptime)
            latest.now = max(now, latest.now + max(uptime - latest.uptime, .zero))
            latest.uptime = uptime
            latest.lead = latest.now - now
            return latest.now
        }
    }

    var uptime: Duration { scheduler.uptime }

    func sleep(until moment: Timestamp) async throws(CancellationError) {
        try await scheduler.sleep(until: onItsClock(moment))
    }

    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        await scheduler.race(by: onItsClock(deadline), nearby: nearby, work)
    }

    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        await scheduler.verdict(of: race, by: onItsClock(deadline))
    }

    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        scheduler.spawn(lane)
    }

    /// What the clock will say when it is `moment` here, if nobody sets it until then.
    private func onItsClock(_ moment: Timestamp) -> Timestamp {
        _ = now
        return moment + (.zero - latest.withLock(\.lead))
    }
}
