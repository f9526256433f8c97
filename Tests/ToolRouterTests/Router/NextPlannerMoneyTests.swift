import RouterTesting
import Testing

@testable import ToolRouter

/// What planners after the first may spend: the same budgets as the first.
struct NextPlannerMoneyTests {
    /// A dear first planner and a cheap second one, with so much money for a day.
    private static func world(
        _ usd: String, over: OverBudget = .rules, estimate: Money? = nil, next: ScriptedReply = .plan("SELECT 2")
    ) -> ScriptedWorld {
        ScriptedWorld(script: [.plan()], next: [("backup", [next])]) { configuration in
            configuration.prices = PriceCatalogue([
                "model-a": Price(input: Money(usd: "100")!, output: Money(usd: "100")!),
                "model-b": Price(input: Money(usd: "1")!, output: Money(usd: "1")!),
            ])
            configuration.budgets.global.day = Money(usd: usd)!
            configuration.budgets.over = over
            configuration.budgets.estimate = estimate
        }
    }

    @Test func `a planner that is too dear is passed over for one that is not`() throws {
        let world = Self.world("0.05", over: .refuse)
        let answer = try world.reply(to: .asking()).answer
        #expect(answer.planner == "backup" && answer.degraded == .budgetExhausted)
        #expect(world.planner.calls == 0)
        let refusals = world.log.events.compactMap { event in
            if case .budgetRefused(let planner, _) = event.kind { planner } else { nil }
        }
        #expect(refusals == ["main"])
    }

    @Test func `when there is money for none, that is what the caller is told`() throws {
        let world = Self.world("0.00001", over: .refuse)
        let error = try world.reply(to: .asking()).answer.outcome.error
        #expect(error?.code == .requestTooLarge)
        #expect(world.planner.calls == 0 && world.next[0].calls == 0)
    }

    @Test func `a planner that failed is more telling than one there was no money for`() throws {
        let answer = try Self.world("0.05", next: .http(401)).reply(to: .asking()).answer
        #expect(answer.outcome.error?.code == .providerCredentials)
    }
}
