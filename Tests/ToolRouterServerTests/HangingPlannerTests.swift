import Testing
import ToolRouter
import ToolRouterServer

/// A planner that hangs for ever and ignores its cancellation, on the real clock.
@Suite struct HangingPlannerTests {
    private struct HangingPlanner: Planner {
        let name: PlannerName = "main"
        let model = "m"
        let promptFingerprint = ""
        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .failure(.connection)
        }
    }

    private struct Nobody: EventObserver {
        func observe(_ event: RouterEvent) {}
    }

    /// How soon after it `toolrouter-bench deadlines` measures.
    @Test func `the answer leaves at the deadline`() async {
        let scheduler = LiveScheduler()
        var configuration = RouterConfiguration()
        configuration.deadline = .milliseconds(150)
        configuration.retry.retries = 0
        configuration.breaker.mode = .disabled
        let router = Router(
            configuration: configuration, scheduler: scheduler, planner: HangingPlanner(), tools: [], store: nil,
            observer: Nobody())
        for number in 0..<4 {
            let start = scheduler.now
            let answer = await router.answer(
                Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "t"), question: "how many?"))
            #expect(answer.outcome.error?.code == .deadlineExceeded)
            #expect(scheduler.now - start >= configuration.deadline)
        }
    }
}
