import Synchronization

/// Where budgets are kept: in this process, or shared by several.
///
/// The router waits for it, so a store that asks over a network keeps a latency budget of its own, and decides by its own
/// policy when that is used up.
///
/// Bills are handed over whole: an async requirement whose arguments are more words than there are registers, a `Money`
/// among them, is called wrongly by Swift 6.3.1 through an existential, and crashes.
public protocol BudgetStore: Sendable {
    /// Puts `estimate`, at least 0, aside for one call, in every budget of the payer or in none; atomic, whoever else asks.
    func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) async -> BudgetDecision

    /// Puts what a call cost in the place of what was put aside for it; a call that was never made cost nothing. Nil when it was
    /// settled before.
    func settle(_ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp) async -> BudgetSpending?

    /// Counts what a call cost for which nothing was put aside, since nothing limits it.
    func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) async

    /// How the budgets stand.
    func standing(at now: Timestamp) async -> BudgetStanding
}

/// The budgets of one process.
public final class InMemoryBudgetStore: BudgetStore {
    private let ledger: Mutex<BudgetLedger>

    /// - Parameter candidates: the budgets of candidates; one without is not limited.
    public init(_ budgets: Budgets, candidates: [PlannerName: BudgetLimits] = [:]) {
        ledger = Mutex(BudgetLedger(budgets, candidates: candidates))
    }

    /// The budgets of a router that asks `shadows` beside its planner.
    public convenience init(_ budgets: Budgets, shadows: [ShadowPlanner]) {
        let limited = shadows.filter { !$0.budget.isEmpty }.map { ($0.planner.name, $0.budget) }
        self.init(budgets, candidates: Dictionary(limited) { first, _ in first })
    }

    public func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) -> BudgetDecision {
        ledger.withLock { $0.reserve(estimate, for: payer, at: now) }
    }

    public func settle(_ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp) -> BudgetSpending? {
        ledger.withLock { $0.settle(reservation, bill, at: now) }
    }

    public func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) {
        ledger.withLock { $0.spend(bill, for: payer, at: now) }
    }

    public func standing(at now: Timestamp) -> BudgetStanding {
        ledger.withLock { $0.standing(at: now) }
    }
}
