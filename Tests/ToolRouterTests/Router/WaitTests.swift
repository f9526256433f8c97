import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

/// What a request waits for outside is an event, and what is inside is none.
struct WaitTests {
    private struct SlowLimiter: RateLimitStore {
        let inner: InMemoryRateLimitStore
        let scheduler: any Scheduler
        let duration: Duration

        func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async -> RateLimitDecision {
            try? await scheduler.sleep(for: duration)
            return await inner.admit(keys, tokens: tokens, at: now)
        }
        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async {
            try? await scheduler.sleep(for: duration)
            await inner.spend(tokens: tokens, of: keys, admittedAs: decision, at: now)
        }
    }

    private struct SlowStore: AnswerStore {
        let scheduler: any Scheduler
        let duration: Duration

        func answer(for key: CacheKey, at now: Timestamp) async -> StoredAnswer? {
            try? await scheduler.sleep(for: duration)
            return nil
        }
        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async -> Bool { false }
        func remove(_ key: CacheKey, at now: Timestamp) async {}
    }

    private struct SlowLog: AuditLog {
        let scheduler: any Scheduler
        let duration: Duration
        var isAccepting: Bool { true }

        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
            scheduler.spawn {
                try? await scheduler.sleep(for: duration)
                done(true)
            }
        }
    }

    private struct Waits: Equatable {
        var limiter: [Duration] = []
        var store: [Duration] = []
        var audit: [Duration] = []
    }

    private func waits(
        limiter: Duration = .zero, store: Duration = .zero, audit: Duration = .zero, deadline: Duration? = nil
    ) throws -> Waits {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        var configuration = RouterConfiguration()
        configuration.limits.tokens.global = RateLimit(requests: 100_000, per: .seconds(1), burst: 100_000)
        let log = EventLog()
        let router = Router(
            configuration: configuration, scheduler: scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: scheduler), tools: [ScriptedTool(scheduler: scheduler)],
            store: SlowStore(scheduler: scheduler, duration: store),
            limiter: SlowLimiter(
                inner: InMemoryRateLimitStore(configuration.limits), scheduler: scheduler, duration: limiter),
            audit: SlowLog(scheduler: scheduler, duration: audit), observer: log)
        try scheduler.run {
            _ = scheduler.start { _ = await router.answer(.asking("q", deadline: deadline)) }
        }
        var waits = Waits()
        for event in log.events {
            guard case .waited(let outside, let duration) = event.kind else { continue }
            switch outside {
            case .limiter: waits.limiter.append(duration)
            case .store: waits.store.append(duration)
            case .audit: waits.audit.append(duration)
            }
        }
        #expect(log.settled.count == 1)
        return waits
    }

    @Test func `each of them is told by how long it took`() throws {
        let waits = try waits(limiter: .milliseconds(3), store: .milliseconds(5), audit: .milliseconds(7))
        // Once: nobody waits until its tokens are put right.
        #expect(waits.limiter == [.milliseconds(3)])
        #expect(waits.store == [.milliseconds(5)])
        #expect(waits.audit == [.milliseconds(7)])
    }

    @Test func `under a microsecond it is no event`() throws {
        let waits = try waits(limiter: .nanoseconds(999), audit: .nanoseconds(1))
        #expect(waits == Waits())
    }

    @Test func `a store that hangs is waited for as long as the budget allows, half of the request's time at most`()
        throws
    {
        #expect(try waits(store: .seconds(3_600), deadline: .seconds(3)).store == [.milliseconds(50)])
        #expect(try waits(store: .seconds(3_600), deadline: .milliseconds(30)).store == [.milliseconds(15)])
    }

    @Test func `how a router stands is read`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("candidate", [.plan()], .one)])
        _ = try world.reply(to: .asking("q"))
        let standing = world.router.standing(with: world.standing)
        #expect(standing.planners == [world.planner.name])
        #expect(standing.circuits.map(\.circuit) == [.planner("main"), .candidate("candidate")])
        #expect(standing.circuits.allSatisfy { $0.status.state == .closed })
        #expect(standing.load == Router.Load())
        #expect(standing.cache?.answers == 1)
        #expect(standing.cache.map { $0.bytes > 0 } == true)
        #expect(standing.budgets?.totals.spent == Money(usd: "0.0035"))
    }
}
