/// The money that may be spent at planners; a budget that is nil does not limit.
public struct Budgets: Hashable, Sendable {
    /// For all callers together.
    public var global = BudgetLimits()
    /// For each tenant that has none of its own below.
    public var tenant = BudgetLimits()
    /// For tenants by their names: what is written for one is all that holds for it, besides what holds for all together.
    public var tenants: [TenantID: BudgetLimits] = [:]
    /// What happens to a request for which there is no money.
    public var over = OverBudget.refuse
    /// How long money stays reserved for a call that does not end. Default 5 min: more than a call may take.
    public var lease = Duration.seconds(300)
    /// What is reserved for a call of the current planner, at least 0; nil takes the estimated tokens at the dearest rate of
    /// its model; where that has no price, `unknownCost`, or the tokens at the dearest rate of `worstCase` where that is more.
    public var estimate: Money?
    /// What a call counts as whose cost nobody knows, at least 0. Default 0.05 USD.
    public var unknownCost = Money(yoctodollars: Money.dollar.yoctodollars / 20)
    /// The rates at which the tokens of a call count whose model has no price, where that is more than `unknownCost`; nil
    /// when the catalogue of prices names none.
    public var worstCase: Price?
    /// The most tenants without a budget of their own name that are told apart. Default 10,000; further ones share one budget.
    public var capacity = 10_000

    public init() {}

    /// Whether nothing is limited, candidates apart.
    public var isEmpty: Bool { global.isEmpty && tenant.isEmpty && tenants.values.allSatisfy(\.isEmpty) }

    /// What a call with this bill counts as, if nobody knows what it cost.
    func assumed(for bill: Bill) -> Money {
        max(unknownCost, worstCase?.cost(of: bill.usage).amount ?? .zero)
    }

    /// What is reserved for a call about a question.
    ///
    /// - Parameters:
    ///   - tokens: the tokens that the call is estimated at, at least 0.
    ///   - price: the price of its model; nil when it has none.
    package func estimate(tokens: Int, at price: Price?) -> Money {
        let rated = (price ?? worstCase).map { $0.dearestRate(forPromptOf: tokens) * tokens }
        return price == nil ? max(unknownCost, rated ?? .zero) : rated ?? .zero
    }
}

/// The money of one account, for each day and for each month.
public struct BudgetLimits: Hashable, Sendable {
    /// For each day in UTC, above 0.
    public var day: Money?
    /// For each month in UTC, above 0.
    public var month: Money?

    public init(day: Money? = nil, month: Money? = nil) {
        self.day = day
        self.month = month
    }

    /// Whether there is none.
    public var isEmpty: Bool { day == nil && month == nil }

    /// The money for each `period`.
    public subscript(period: BudgetPeriod) -> Money? {
        switch period {
        case .day: day
        case .month: month
        }
    }
}

/// What happens to a request for which there is no money.
public enum OverBudget: String, CaseIterable, Sendable {
    /// It is refused as `budget_exhausted`.
    case refuse
    /// The planner is not asked, and what stands in for one that fails stands in: a stale answer where those are kept, or
    /// the rules. Where neither can, it is refused.
    case rules
}
