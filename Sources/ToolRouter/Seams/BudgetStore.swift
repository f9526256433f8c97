import Synchronization

/// Where budgets are kept: in this process, or shared by several.
///
/// The router waits for it, so a store that asks over a network keeps a latency budget of its own, and decides by its own
/// policy when that is used up.
public protocol BudgetStore: Sendable {
    /// Puts `estimate`, at least 0, aside for one call, in every budget of the payer or in none; atomic, whoever else asks.
    func reserve(_ estimate: Money, for payer: BudgetPayer, at now: Timestamp) async -> BudgetDecision

    /// Puts what a call cost in the place of what was put aside for it; a call that was never made cost nothing. Nil when it was
    /// settled before.
    ///
    /// - Parameter assumed: what a cost that is not known counts as, at least 0.
    func settle(
        _ reservation: BudgetReservation, _ cost: Cost, assuming assumed: Money, at now: Timestamp
    ) async -> BudgetSpending?

    /// Counts what a call cost for which nothing was put aside, since nothing limits it.
    ///
    /// - Parameter assumed: what a cost that is not known counts as, at least 0.
    func spend(_ cost: Cost, for payer: BudgetPayer, assuming assumed: Money, at now: Timestamp) async

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

    public func settle(
        _ reservation: BudgetReservation, _ cost: Cost, assuming assumed: Money, at now: Timestamp
    ) -> BudgetSpending? {
        ledger.withLock { $0.settle(reservation, cost, assuming: assumed, at: now) }
    }

    public func spend(_ cost: Cost, for payer: BudgetPayer, assuming assumed: Money, at now: Timestamp) {
        ledger.withLock { $0.spend(cost, for: payer, assuming: assumed, at: now) }
    }

    public func standing(at now: Timestamp) -> BudgetStanding {
        ledger.withLock { $0.standing(at: now) }
    }
}
