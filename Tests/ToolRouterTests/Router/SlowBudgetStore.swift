import ToolRouter

/// Decides at once, and takes some time to say so, as a store does that is asked over a network.
struct SlowBudgetStore: BudgetStore {
    let budgets: InMemoryBudgetStore
    let pause: Duration
    let scheduler: any Scheduler

    func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) async -> BudgetDecision {
        let decision = budgets.reserve(estimate, for: payer, at: now)
        try? await scheduler.sleep(for: pause)
        return decision
    }

    func settle(_ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp) async -> BudgetSpending? {
        budgets.settle(reservation, bill, at: now)
    }

    func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) async {
        budgets.spend(bill, for: payer, at: now)
    }

    func standing(at now: Timestamp) async -> BudgetStanding { budgets.standing(at: now) }
}
