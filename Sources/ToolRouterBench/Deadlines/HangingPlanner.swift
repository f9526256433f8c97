import ToolRouter

/// A planner that hangs forever and ignores its cancellation.
struct HangingPlanner: Planner {
    let name: PlannerName = "hanging"
    let model = "hanging"
    let promptFingerprint = ""

    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        return .failure(.connection)
    }

    private struct Nobody: EventObserver {
        func observe(_ event: RouterEvent) {}
    }

    /// A router that has nothing but this planner, and a circuit that stays closed.
    static func router(_ scheduler: any Scheduler, deadline: Duration) -> Router {
        var configuration = RouterConfiguration()
        configuration.deadline = deadline
        configuration.retry.retries = 0
        configuration.breaker.mode = .disabled
        return Router(
            configuration: configuration, scheduler: scheduler, planner: HangingPlanner(), tools: [], store: nil,
            observer: Nobody())
    }
}
