/// How a gateway treats its planner.
struct PlannerGatewaySettings: Sendable {
    /// The time one attempt may take.
    var attemptTimeout: Duration
    /// An attempt is not made with less time left than this.
    var minimumAttempt: Duration
    /// How many calls the planner may hold.
    var limits: PlannerCallLimits
    /// When the planner is left alone.
    var breaker: CircuitBreakerConfiguration
    /// What the jitter of the open time is drawn from.
    var draw: KeyedDraw
    /// What tokens cost.
    var prices: PriceShelf
    /// Reads the plan in a reply.
    var reader: ReplyReader

    /// Those of a planner that serves.
    init(
        _ configuration: RouterConfiguration, _ reader: ReplyReader, _ planner: PlannerName, prices: PriceShelf? = nil
    ) {
        self.reader = reader
        attemptTimeout = configuration.attemptTimeouts[planner] ?? configuration.attemptTimeout
        minimumAttempt = configuration.minimumAttempt
        limits = configuration.plannerCalls
        breaker = configuration.breaker
        draw = KeyedDraw(seed: configuration.seed)
        self.prices = prices ?? PriceShelf(configuration.prices)
    }

    /// Those of a candidate beside it.
    init(
        _ configuration: RouterConfiguration, _ reader: ReplyReader, _ shadow: ShadowPlanner, prices: PriceShelf? = nil
    ) {
        self.init(configuration, reader, shadow.planner.name, prices: prices)
        attemptTimeout = shadow.deadline
        limits = configuration.candidateCalls
        if let concurrency = shadow.concurrency { limits.inFlight = concurrency }
    }

    /// What `reply` costs a request that came at `moment`.
    func bill(for reply: PlannerReply, at moment: Timestamp) -> Bill {
        Bill(for: reply, by: prices.current, at: moment)
    }

    /// What a failed call of `planner` costs a request that came at `moment`.
    func bill(for failure: PlannerFailure, of planner: any Planner, at moment: Timestamp) -> Bill {
        Bill(for: failure, of: planner.model, by: prices.current, at: moment)
    }
}
