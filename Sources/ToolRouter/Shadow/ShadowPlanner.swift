extension PlannerName {
    /// The name of the candidate that is the first planner itself, asked a second time: what it says differently is the
    /// model's own wobble. No other candidate has it.
    public static let selfNoise = PlannerName("self")
}

/// A candidate planner that is asked beside the current one, on a sample of the requests. What it says runs nowhere
/// and changes nothing.
public struct ShadowPlanner: Sendable {
    /// The candidate.
    public var planner: any Planner
    /// The share of requests it is asked about.
    public var sample: Ratio
    /// How long it may take. Default 30 s.
    public var deadline: Duration
    /// What may be spent on it; nothing that it spends is taken from any other budget. Default: as much as it costs.
    public var budget = BudgetLimits()
    /// How many calls it may hold at once, at least 1; nil is as many as `RouterConfiguration.candidateCalls` says.
    public var concurrency: Int?

    public init(planner: any Planner, sample: Ratio = .one, deadline: Duration = .seconds(30)) {
        self.planner = planner
        self.sample = sample
        self.deadline = deadline
    }

    /// Whether `request` is in the sample: a keyed draw, so that the same request always is or never is.
    func samples(_ request: RequestID, seed: UInt64) -> Bool {
        let draw = KeyedDraw(seed: seed).number(below: 1_000_000, "shadow/\(planner.name)", request.text)
        return Int64(draw) < sample.millionths
    }
}

/// What a candidate planner said to one request.
public struct ShadowProposal: Sendable {
    /// The plan, or why there is none.
    public var plan: Result<Plan, RouterError>
    /// What it cost.
    public var bill: Bill
    /// How long it took.
    public var duration: Duration
    /// What it said; nil when there was no reply in time.
    public var reply: PlannerReply?
    /// What the candidate itself said of why there is none; nil when it said nothing in time, or was not asked.
    public var failure: PlannerFailure?

    package init(plan: Result<Plan, RouterError>, bill: Bill, duration: Duration) {
        self.plan = plan
        self.bill = bill
        self.duration = duration
    }
}
