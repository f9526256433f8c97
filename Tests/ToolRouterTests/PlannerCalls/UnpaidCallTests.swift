import RouterTesting
import Synchronization
import Testing

@testable import ToolRouter

/// Calls that end while others ask for the same, on threads that run at the same time.
struct UnpaidCallTests {
    /// Fails at once, and says what that cost.
    private struct QuickPlanner: Planner {
        let name: PlannerName = "main"
        let model = "model-a"
        let promptFingerprint = "prompt"

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            .failure(.metered(.connection, TokenUsage(input: 1_000, output: 100)))
        }
    }

    /// What was told of all calls.
    private final class Counts: Sendable {
        let started = Atomic(0)
        let reserved = Atomic(0)
    }

    @Test func `no call is made that nothing was put aside for`() async throws {
        var configuration = RouterConfiguration()
        configuration.prices = PriceCatalogue(["model-a": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)])
        configuration.budgets.global.day = Money(usd: "1000000")
        configuration.breaker.mode = .disabled
        let scheduler = ThreadScheduler()
        let store = InMemoryBudgetStore(configuration.budgets)
        let reader = ReplyReader(PlanDecoder([], configuration.replies), [], scheduler)
        let gateway = PlannerGateway(
            QuickPlanner(), at: .plan, PlannerGatewaySettings(configuration, reader, "quick"),
            PlannerBudget(store, configuration, model: "model-a"), scheduler: scheduler)
        let counts = Counts()
        let inquiry = PlannerInquiry(request: .asking(), tool: nil, attempt: 1)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let caller = PlannerCaller(
                        request: inquiry.request, hasShorterDeadline: false, requestedAt: scheduler.now
                    ) { event in
                        switch event {
                        case .started: counts.started.add(1, ordering: .relaxed)
                        case .budgetReserved: counts.reserved.add(1, ordering: .relaxed)
                        default: break
                        }
                    }
                    for _ in 0..<500 {
                        _ = try? await gateway.ask(inquiry, sharing: .key(.named("q")), by: nil, for: caller)
                    }
                }
            }
        }
        let started = counts.started.load(ordering: .relaxed)
        let reserved = counts.reserved.load(ordering: .relaxed)
        #expect(started > 0 && started == reserved)
        let standing = store.standing(at: scheduler.now)
        #expect(standing.totals.spent == Money(usd: "0.0035")! * started)
        #expect(standing.reservations == 0)
    }
}

/// A scheduler on the real clock and real threads.
private final class ThreadScheduler: Scheduler {
    private let begin = ContinuousClock.now

    var now: Timestamp { ScriptedWorld.start + begin.duration(to: .now) }

    func sleep(until moment: Timestamp) async throws(CancellationError) {
        guard (try? await Task.sleep(for: moment - now)) != nil else { throw CancellationError() }
    }

    func race(
        by deadline: Timestamp, nearby: Bool, _ work: @escaping @Sendable (DeadlineRace) async -> Void
    ) async -> DeadlineRace.Verdict {
        let race = DeadlineRace()
        let task = Task { await work(race) }
        let verdict = await verdict(of: race, by: deadline)
        if verdict != .finished { task.cancel() }
        return verdict
    }

    func verdict(of race: DeadlineRace, by deadline: Timestamp) async -> DeadlineRace.Verdict {
        let alarm = Task {
            try? await self.sleep(until: deadline)
            race.reachDeadline()
        }
        defer { alarm.cancel() }
        return await race.verdict()
    }

    func spawn(_ lane: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task { await lane() }
    }
}
