import Synchronization
import Testing
import ToolRouter
import ToolRouterServer

/// A planner that takes far longer than the deadline and ignores its cancellation, on the real clock.
@Suite struct HangingPlannerTests {
    private final class SlowPlanner: Planner {
        let name: PlannerName = "main"
        let model = "m"
        let promptFingerprint = ""
        private let calls = Mutex<[Task<Void, Never>]>([])
        private let ended = Mutex(0)

        /// The calls that have ended.
        var endedCount: Int { ended.withLock { $0 } }

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            // A task of its own, which does not hear that the call was cancelled.
            let call = Task { _ = try? await Task.sleep(for: .seconds(3_600)) }
            calls.withLock { $0.append(call) }
            await call.value
            ended.withLock { $0 += 1 }
            return .failure(.connection)
        }

        /// Ends all calls.
        func release() {
            for call in calls.withLock({ $0 }) { call.cancel() }
        }
    }

    private struct Nobody: EventObserver {
        func observe(_ event: RouterEvent) {}
    }

    /// How soon after it `toolrouter-bench deadlines` measures.
    @Test func `the answer leaves at the deadline, while the planner is still at work`() async {
        let scheduler = LiveScheduler()
        let planner = SlowPlanner()
        var configuration = RouterConfiguration()
        configuration.deadline = .milliseconds(150)
        configuration.retry.retries = 0
        configuration.breaker.mode = .disabled
        let router = Router(
            configuration: configuration, scheduler: scheduler, planner: planner, tools: [], store: nil,
            observer: Nobody())
        for number in 0..<4 {
            let start = scheduler.now
            let answer = await router.answer(
                Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "t"), question: "how many?"))
            #expect(planner.endedCount == 0)
            #expect(answer.outcome.error?.code == .deadlineExceeded)
            #expect(scheduler.now - start >= configuration.deadline)
        }
        #expect(scheduler.timerCount == 0)
        planner.release()
    }
}
