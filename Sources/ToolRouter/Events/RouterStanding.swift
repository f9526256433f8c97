/// How a router stands at one moment: what is read, not counted.
public struct RouterStanding: Sendable {
    /// The planners that serve, in the order in which they are asked; at least one.
    public var planners: [PlannerName]
    /// The circuit of each planner, in that order, then those of the candidates.
    public var circuits: [(circuit: Circuit, status: CircuitBreakerStatus)]
    /// What is under way.
    public var load: Router.Load
    /// What the answer cache holds; nil where there is none or it can't tell.
    public var cache: AnswerStoreSize?
    /// How the budgets stand; nil where they were not asked.
    public var budgets: BudgetStanding?
    /// The circuits of stores outside of the process, where there are any.
    public var stores: [(outside: Outside, status: CircuitBreakerStatus)]

    public init(
        planners: [PlannerName], circuits: [(circuit: Circuit, status: CircuitBreakerStatus)] = [],
        load: Router.Load = Router.Load(), cache: AnswerStoreSize? = nil, budgets: BudgetStanding? = nil,
        stores: [(outside: Outside, status: CircuitBreakerStatus)] = []
    ) {
        self.planners = planners
        self.circuits = circuits
        self.load = load
        self.cache = cache
        self.budgets = budgets
        self.stores = stores
    }
}
