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

        func settle(
            _ reservation: BudgetReservation, _ cost: Cost, assuming assumed: Money, at now: Timestamp
        ) async -> BudgetSpending? {
            await store.settle(reservation, cost.amount == nil ? .nothing : cost, assuming: assumed, at: now)
        }

        func spend(_ cost: Cost, for payer: BudgetPayer, assuming assumed: Money, at now: Timestamp) async {
            await store.spend(cost.amount == nil ? .nothing : cost, for: payer, assuming: assumed, at: now)
        }

        func standing(at now: Timestamp) async -> BudgetStanding { await store.standing(at: now) }
    }
}
