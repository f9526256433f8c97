/// Who pays for a call.
public enum BudgetPayer: Hashable, Sendable {
    /// A tenant, and all callers together, for a call of the current planner.
    case tenant(TenantID)
    /// A candidate, for a call of its own; nothing of it is taken from anybody else.
    case candidate(PlannerName)
}

/// Whose money a budget is.
public enum BudgetScope: String, CaseIterable, Sendable {
    case global
    case tenant
    case candidate
}

/// Whose money a budget is, and for how long.
public struct BudgetKind: Hashable, Sendable {
    /// Whose it is.
    public var scope: BudgetScope
    /// What it is for.
    public var period: BudgetPeriod

    public init(scope: BudgetScope, period: BudgetPeriod) {
        self.scope = scope
        self.period = period
    }
}

/// What was decided about the money for one call.
public enum BudgetDecision: Hashable, Sendable {
    /// It is put aside in every budget that applies.
    case reserved(BudgetReservation)
    /// It is in none, since one has no room for it.
    case refused(BudgetRefusal)
}

/// Money that was put aside for one call, to be settled when the call has ended.
public struct BudgetReservation: Hashable, Sendable {
    /// Tells it from all others of its ledger.
    public var number: UInt64
    /// Who pays.
    public var payer: BudgetPayer
    /// How much it is, at least 0.
    public var amount: Money
    /// When it was made: what the call costs counts in the day and the month of that moment, whenever it ends.
    public var madeAt: Timestamp

    public init(number: UInt64, payer: BudgetPayer, amount: Money, madeAt: Timestamp) {
        self.number = number
        self.payer = payer
        self.amount = amount
        self.madeAt = madeAt
    }
}

/// Why there is no money for a call: of the budgets that have no room, the one that has none for longest.
public struct BudgetRefusal: Hashable, Sendable {
    /// Who would have paid.
    public var payer: BudgetPayer
    /// Whose budget it is.
    public var scope: BudgetScope
    /// What it is for.
    public var period: BudgetPeriod
    /// What was to be reserved.
    public var amount: Money
    /// The time until the budget begins anew; nil when the call is more than the whole of it.
    public var retryAfter: Duration?

    public init(
        payer: BudgetPayer, scope: BudgetScope, period: BudgetPeriod, amount: Money, retryAfter: Duration?
    ) {
        self.payer = payer
        self.scope = scope
        self.period = period
        self.amount = amount
        self.retryAfter = retryAfter
    }
}

/// What a call turned out to cost.
public struct BudgetSpending: Hashable, Sendable {
    /// What it is known to cost.
    public var spent: Money
    /// What it counts as besides, where nobody knows what it cost.
    public var assumed: Money

    public init(spent: Money, assumed: Money) {
        self.spent = spent
        self.assumed = assumed
    }
}

/// All that was ever spent, whatever the day.
public struct BudgetTotals: Hashable, Sendable {
    /// The sum of the costs that are known.
    public private(set) var spent = Money.zero
    /// The sum that the others count as.
    public private(set) var assumed = Money.zero
    /// How many those are.
    public private(set) var unknown = 0

    public init() {}

    mutating func add(_ spending: BudgetSpending, isUnknown: Bool) {
        spent += spending.spent
        assumed += spending.assumed
        if isUnknown { unknown += 1 }
    }
}
