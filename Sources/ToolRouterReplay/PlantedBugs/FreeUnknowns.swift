import ToolRouter

/// A call that nobody knows the cost of counts as one that cost nothing.
struct FreeUnknowns: PlantedBug {
    static let name = "free-unknowns"
    static let invariant = BudgetsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.budgets = Store(
            store: world.budgets ?? InMemoryBudgetStore(world.configuration.budgets, shadows: world.shadows))
    }

    private struct Store: BudgetStore {
        let store: any BudgetStore

        func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) async -> BudgetDecision {
            await store.reserve(estimate, for: payer, at: now)
        }

        func settle(_ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp) async -> BudgetSpending? {
            await store.settle(reservation, bill.cost.amount == nil ? .nothing : bill, at: now)
        }

        func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) async {
            await store.spend(bill.cost.amount == nil ? .nothing : bill, for: payer, at: now)
        }

        func standing(at now: Timestamp) async -> BudgetStanding { await store.standing(at: now) }
    }
}
