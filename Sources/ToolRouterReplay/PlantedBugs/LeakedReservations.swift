import ToolRouter

/// What was put aside for a call stays so when the call has ended.
struct LeakedReservations: PlantedBug {
    static let name = "leaked-reservations"
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
            await store.spend(bill, for: reservation.payer, at: now)
            return BudgetSpending(spent: bill.cost.amount ?? .zero, assumed: .zero)
        }

        func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) async {
            await store.spend(bill, for: payer, at: now)
        }

        func standing(at now: Timestamp) async -> BudgetStanding { await store.standing(at: now) }
    }
}
