/// The money for the calls of one planner: what is put aside before each, and whose it is.
struct PlannerBudget: Sendable {
    private let store: any BudgetStore
    /// The candidate that pays for itself; nil where tenants pay.
    private let candidate: PlannerName?
    /// Whether anything limits it; otherwise what calls cost is counted and no more.
    let isLimited: Bool
    private let budgets: Budgets
    /// What is put aside for each call; nil estimates it by its tokens.
    private let estimate: Money?
    private let tokens: TokenLimits
    private let prices: PriceShelf
    private let model: String

    /// That of a planner that serves: all of them spend the same money.
    init(
        _ store: any BudgetStore, _ configuration: RouterConfiguration, model: String, prices: PriceShelf? = nil
    ) {
        self.init(store, configuration, model, nil, isLimited: !configuration.budgets.isEmpty, prices)
    }

    /// That of a candidate.
    init(
        _ store: any BudgetStore, _ configuration: RouterConfiguration, _ shadow: ShadowPlanner,
        prices: PriceShelf? = nil
    ) {
        self.init(
            store, configuration, shadow.planner.model, shadow.planner.name, isLimited: !shadow.budget.isEmpty,
            prices)
    }

    private init(
        _ store: any BudgetStore, _ configuration: RouterConfiguration, _ model: String, _ candidate: PlannerName?,
        isLimited: Bool, _ prices: PriceShelf?
    ) {
        self.store = store
        self.candidate = candidate
        self.isLimited = isLimited
        budgets = configuration.budgets
        // The one that is configured is that of the planners that serve.
        estimate = candidate == nil ? budgets.estimate : nil
        tokens = configuration.limits.tokens
        self.prices = prices ?? PriceShelf(configuration.prices)
        self.model = model
    }

    /// Puts money aside for a call about `request`; nil where nothing limits it.
    func reserve(for request: Request, at now: Timestamp) async -> BudgetDecision? {
        guard isLimited else { return nil }
        let amount =
            estimate
            ?? budgets.estimate(
                tokens: tokens.estimate(questionBytes: request.question.utf8.count),
                at: prices.current.entry(for: model, at: now)?.price)
        return await store.reserve(amount, for: payer(of: request), at: now)
    }

    /// Settles what was put aside for a call, or counts what one cost for which nothing was; nil where there was nothing to
    /// settle.
    func settle(
        _ reservation: BudgetReservation?, _ bill: Bill, of request: Request, at now: Timestamp
    ) async -> BudgetSpending? {
        if let reservation { return await store.settle(reservation, bill, at: now) }
        if bill != .nothing { await store.spend(bill, for: payer(of: request), at: now) }
        return nil
    }

    /// Gives back what was put aside for a call that was not made.
    func cancel(_ reservation: BudgetReservation, of request: Request, at now: Timestamp) async {
        _ = await settle(reservation, .nothing, of: request, at: now)
    }

    private func payer(of request: Request) -> BudgetPayer {
        candidate.map(BudgetPayer.candidate) ?? .tenant(request.caller.tenant)
    }
}

extension RouterError {
    /// The error that a budget's refusal is. It does not say how much money there is: that is nobody's business but the
    /// operator's.
    init(_ refusal: BudgetRefusal, at stage: Stage) {
        let budget = "\(refusal.scope.rawValue) budget of the \(refusal.period.rawValue)"
        if let retryAfter = refusal.retryAfter {
            self.init(
                .budgetExhausted, at: stage, "the \(budget) is used up",
                hint: "it begins anew in \(retryAfter.waitingWords)", retryAfter: retryAfter)
        } else {
            self.init(.requestTooLarge, at: stage, "the request is dearer than the whole \(budget)")
        }
    }

    /// Whether there was no money to ask a planner.
    var isForWantOfMoney: Bool { code == .budgetExhausted || code == .requestTooLarge }
}
