import ToolRouter

/// Nothing is put aside for a call, so that all calls under way at once find the same room.
struct CarelessBudgets: PlantedBug {
    static let name = "careless-budgets"
    static let invariant = BudgetsKept.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.budgets = Store(
            store: world.budgets ?? InMemoryBudgetStore(world.configuration.budgets, shadows: world.shadows))
    }

    private struct Store: BudgetStore {
        let store: any BudgetStore

        func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) async -> BudgetDecision {
            guard case .reserved(var reservation) = await store.reserve(.zero, for: payer, at: now) else {
                return await store.reserve(estimate, for: payer, at: now)
            }
            reservation.amount = estimate
            return .reserved(reservation)
        }

        func settle(_ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp) async -> BudgetSpending? {
            await store.settle(reservation, bill, at: now)
        }

        func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) async {
            await store.spend(bill, for: payer, at: now)
        }

        func standing(at now: Timestamp) async -> BudgetStanding { await store.standing(at: now) }
    }
}
