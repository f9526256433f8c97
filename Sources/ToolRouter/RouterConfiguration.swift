/// How a router decides. Every value has the default that the documentation promises.
public struct RouterConfiguration: Sendable {
    /// The time a request may take in all, unless it asks for less or more. Default 30 s.
    public var deadline: Duration = .seconds(30)
    /// The time one attempt of the planner may take. Default 20 s.
    public var attemptTimeout: Duration = .seconds(20)
    /// The same for those planners that have a time of their own.
    public var attemptTimeouts: [PlannerName: Duration] = [:]
    /// An attempt is not made with less time left than this: no planner answers so fast. Default 100 ms.
    public var minimumAttempt: Duration = .milliseconds(100)
    /// When and how often a failed attempt is made again.
    public var retry = RetryPolicy()
    /// How often a plan that the guard refused with a hint goes back to the planner that made it, 0 or 1. Default 0.
    public var repairs = 0
    /// What is let in of that which models write around plans. Default: nothing.
    public var replies = ReplyRules()
    /// When the planner is left alone.
    public var breaker = CircuitBreakerConfiguration()
    /// Whether answers are renewed before their time is past. Default: they are not.
    public var earlyRefresh = EarlyRefresh(beta: .zero)
    /// Among whom cached answers and replies of the planner are shared. Default: nobody is given another user's.
    public var cacheScope = CacheScope.user
    /// Whether questions that differ in upper and lower case only are the same. Default: they are not.
    public var foldsCase = false
    /// Plans less sure than this are asked back; a plan that names no confidence is trusted. Default 0.7.
    public var confidenceThreshold = Ratio(millionths: 700_000)
    /// The most requests under way at once; more are refused as `overloaded`. Default 1,000.
    public var maximumRequestsInFlight = 1_000
    /// How many calls the planner may hold.
    public var plannerCalls = PlannerCallLimits()
    /// How many calls each candidate may hold.
    public var candidateCalls = PlannerCallLimits.candidate
    /// The longest question, in UTF-8 bytes. Default 32 KiB.
    public var maximumQuestion = 32_768
    /// Limits for each caller and for all.
    public var limits = RateLimits()
    /// The roles there are: a caller of another one is refused.
    public var roles: Set<RoleName> = []
    /// How long a request waits for stores outside, and what goes while they have nothing to say.
    public var stores = StoreSettings()
    /// What may be spent at planners.
    public var budgets = Budgets()
    /// The deterministic router and the rule planner.
    public var rules = RuleSet()
    /// By how much the score of the best rule must be above that of every rule for another tool; closer ones leave the choice to
    /// the planner. Default 0: the best rule chooses.
    public var rulesMargin = 0
    /// What tokens cost.
    public var prices = PriceCatalogue()
    /// The seed of every keyed draw.
    public var seed: UInt64 = 0
    /// The seed of the names that limits know callers by, where several processes must have the same ones; nil is `seed`.
    public var limitSeed: UInt64?

    public init() {}

    /// The seed of the names that limits know callers by.
    var seedOfLimits: UInt64 { limitSeed ?? seed }
}
