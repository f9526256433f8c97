/// How budgets stand at one moment: what metrics and reports read.
public struct BudgetStanding: Hashable, Sendable {
    /// One budget.
    public struct Line: Hashable, Sendable {
        /// Whose it is.
        public var scope: BudgetScope
        /// The tenant or the candidate; nil for all callers together, and for the tenants that are not told apart.
        public var name: String?
        /// What it is for.
        public var period: BudgetPeriod
        /// The money there is in each period.
        public var limit: Money
        /// What calls are known to cost.
        public var spent: Money
        /// What calls of unknown cost count as.
        public var assumed: Money
        /// What is put aside for calls that have not ended.
        public var reserved: Money
    }

    /// The budgets that are named: that of all callers together, of tenants and of candidates by name, in this order. Tenants
    /// that have the budget of any tenant have no line, since there may be many.
    public private(set) var lines: [Line] = []
    /// What the calls of the current planner cost, ever.
    public var totals: BudgetTotals
    /// What the calls of each candidate cost, ever.
    public var candidates: [PlannerName: BudgetTotals] = [:]
    /// The calls for which money is put aside.
    public var reservations: Int
    /// The leases that were over before their calls had ended.
    public var expired: Int
    /// The tenants told apart that have the budget of any tenant.
    public var tenants: Int
    /// How often a tenant had to share the budget of those that are not told apart.
    public var overflowed: Int

    init(totals: BudgetTotals, reservations: Int, expired: Int, tenants: Int, overflowed: Int) {
        self.totals = totals
        self.reservations = reservations
        self.expired = expired
        self.tenants = tenants
        self.overflowed = overflowed
    }

    mutating func add(_ account: BudgetAccount, name: String?, at moment: Int64) {
        for period in BudgetPeriod.allCases {
            guard let limit = account.limits[period] else { continue }
            let tally = account[period, period.start(of: moment)]
            lines.append(
                Line(
                    scope: account.scope, name: name, period: period, limit: limit, spent: tally.spent,
                    assumed: tally.assumed, reserved: tally.reserved))
        }
    }
}
