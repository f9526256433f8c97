import RouterTesting
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

/// A router whose clock somebody sets while a request is under way.
@Suite struct SetClockTests {
    /// The simulation's time, ahead by what somebody has set it to; its timers are true.
    private final class SetClock: Scheduler {
        let scheduler: SimulatedScheduler
        private let ahead = Mutex(Duration.zero)

        init(_ scheduler: SimulatedScheduler) { self.scheduler = scheduler }

        func set(ahead duration: Duration) { ahead.withLock { $0 = duration } }

        private var error: Duration { ahead.withLock { $0 } }
        var now: Timestamp { scheduler.now + error }
        var isSteady: Bool { false }
        var uptime: Duration { scheduler.uptime }

        func sleep(until moment: Timestamp) async throws(CancellationError) {
            try await scheduler.sleep(until: moment + (.zero - error))
        }

        func race(
            by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
        ) async -> DeadlineRace.Verdict {
            await scheduler.race(by: deadline + (.zero - error), nearby: nearby, work)
        }

        func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
            await scheduler.verdict(of: race, by: deadline + (.zero - error))
        }

        func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> { scheduler.spawn(lane) }
    }

    private static let start = Timestamp(microseconds: 1_795_165_200_000_000)

    /// By how much the clock is set 5 s after the request came, and how long the request then takes in all.
    @Test(arguments: [
        (Duration.zero, Duration.seconds(30)), (.seconds(-3_600), .seconds(30)), (.seconds(-2), .seconds(30)),
        (.milliseconds(-1), .seconds(30)), (.seconds(-86_400 * 400), .seconds(30)),
    ])
    func `a request whose planner hangs is answered by its deadline, wherever the clock is set back to`(
        row: (ahead: Duration, taken: Duration)
    ) throws {
        #expect(try taken(ahead: row.ahead) == row.taken)
    }

    @Test func `a clock that is set forward ends it no later`() throws {
        #expect(try taken(ahead: .seconds(3_600)) <= .seconds(30))
    }

    private func taken(ahead: Duration) throws -> Duration {
        let scheduler = SimulatedScheduler(start: Self.start)
        let clock = SetClock(scheduler)
        let log = EventLog()
        var configuration = RouterConfiguration()
        configuration.retry.retries = 1
        configuration.attemptTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        let router = Router(
            configuration: configuration, scheduler: clock,
            planner: ScriptedPlanner([.hang, .hang], scheduler: scheduler), tools: [ScriptedTool(scheduler: scheduler)],
            store: nil, observer: log)
        let end = Mutex(Self.start)
        try scheduler.run {
            scheduler.start {
                _ = await router.answer(Request.asking(id: "r-1"))
                end.withLock { $0 = scheduler.now }
            }
            try? await scheduler.sleep(for: .seconds(5))
            clock.set(ahead: ahead)
        }
        let moments = log.events.map(\.at)
        #expect(moments == moments.sorted())
        return end.withLock { $0 } - Self.start
    }
}
