import RouterTesting
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

/// A planner that hangs for ever and ignores its cancellation.
struct HangingPlannerTests {
    /// Keeps nothing but counts.
    private final class Counts: EventObserver {
        private let state = Mutex(Totals())
        var totals: Totals { state.withLock { $0 } }
        func observe(_ event: RouterEvent) { state.withLock { $0.observe(event) } }
    }

    private struct HangingPlanner: Planner {
        let name: PlannerName = "main"
        let model = "m"
        let promptFingerprint = ""
        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .failure(.connection)
        }
    }

    private static func router(
        _ scheduler: any Scheduler, _ observer: any EventObserver, deadline: Duration
    ) -> Router {
        var configuration = RouterConfiguration()
        configuration.deadline = deadline
        configuration.retry.retries = 0
        configuration.breaker.mode = .disabled
        return Router(
            configuration: configuration, scheduler: scheduler, planner: HangingPlanner(),
            tools: [ScriptedTool(scheduler: scheduler)], store: nil, observer: observer)
    }

    @Test func `answers leave at the deadline exactly, 64 calls are left behind, and then nothing more is held`() throws
    {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let counts = Counts()
        let router = Self.router(scheduler, counts, deadline: .seconds(1))
        let latencies = Mutex<[Duration: Int]>([:])
        try scheduler.run {
            for number in 0..<100_000 {
                let start = scheduler.now
                let answer = await router.answer(.asking(id: RequestID("r-\(number)")))
                #expect(answer.outcome.error?.code == (number < 64 ? .deadlineExceeded : .plannerStuck))
                let latency = scheduler.now - start
                latencies.withLock { $0[latency, default: 0] += 1 }
            }
        }
        #expect(latencies.withLock { $0 } == [.seconds(1): 64, .zero: 100_000 - 64])
        #expect(counts.totals.attempts == 64)
        #expect(counts.totals.errors[.plannerStuck] == 100_000 - 64)
        // Whatever a request takes besides, it has given back.
        var load = Router.Load()
        load.abandonedPlannerCalls = 64
        #expect(router.load == load)
    }

    @Test func `a call that ends at last makes room for another`() throws {
        let slow = ScriptedReply.plan(after: .seconds(100)).stubborn
        let world = ScriptedWorld(script: Array(repeating: slow, count: 64) + [.plan()], ttl: nil) { configuration in
            configuration.deadline = .seconds(1)
            configuration.breaker.mode = .disabled
            configuration.retry.retries = 0
        }
        let arrivals = (0..<64).map { number in
            ScriptedWorld.Arrival(at: .zero, request: .asking("q \(number)", id: RequestID("r-\(number)")))
        }
        let replies = try world.replies(
            to: arrivals + [
                .init(at: .seconds(50), request: .asking("refused", id: "refused")),
                .init(at: .seconds(101), request: .asking("made", id: "made")),
            ])
        #expect(replies[64].summary == "failed planner_stuck at plan")
        #expect(replies[64].latency == .zero)
        #expect(replies[64].answer.outcome.error?.code.status == 503)
        #expect(
            world.log.names(of: "refused") == [
                "received", "limited", "routed", "recalled", "attemptRefused", "settled",
            ])
        #expect(replies[65].summary == "answered")
    }

    @Test func `a candidate that hangs is asked 64 times and no more`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [(name: "candidate", script: [.hang], sample: .one)], ttl: nil
        ) { $0.breaker.mode = .disabled }
        let replies = try world.replies(
            to: (0..<70).map { .init(at: .seconds($0 * 40), request: .asking("q", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.candidates[0].calls == 64)
    }
}
