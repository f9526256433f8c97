/// How a router stands at one moment: what is read, not counted.
public struct RouterStanding: Sendable {
    /// The current planner.
    public var planner: PlannerName
    /// The circuit of each planner, the current one's first.
    public var circuits: [(circuit: Circuit, status: CircuitBreakerStatus)]
    /// What is under way.
    public var load: Router.Load
    /// What the answer cache holds; nil where there is none or it can't tell.
    public var cache: AnswerStoreSize?
    /// How the budgets stand; nil where they were not asked.
    public var budgets: BudgetStanding?

    public init(
        planner: PlannerName, circuits: [(circuit: Circuit, status: CircuitBreakerStatus)] = [],
        load: Router.Load = Router.Load(), cache: AnswerStoreSize? = nil, budgets: BudgetStanding? = nil
    ) {
        self.planner = planner
        self.circuits = circuits
        self.load = load
        self.cache = cache
        self.budgets = budgets
    }
}
