/// What one candidate planner did, and how that compares with what the current planner did.
public struct ShadowTotals: Sendable {
    /// Requests that it could have been asked about and that are not in its sample.
    public internal(set) var passedOver = 0
    /// Requests in its sample: those that it was to be asked about.
    public internal(set) var asked = 0
    /// What it said, proposals that came to nothing included.
    public private(set) var proposals = 0
    /// Proposals without a plan.
    public private(set) var failures = 0
    public private(set) var usage = TokenUsage()
    public private(set) var cost = Money.zero
    /// Replies, and calls without one, whose cost is unknown and not in `cost`.
    public private(set) var unpricedReplies = 0
    /// Replies whose cost is an estimate.
    public private(set) var estimatedReplies = 0
    /// Changes of its circuit, by the state it changed to.
    public internal(set) var circuitTransitions = Tally<CircuitBreakerState>()

    /// How far the requests in its sample came, once that is known.
    public private(set) var ends = Tally<ShadowEnd>()
    /// Different plans that read the same.
    public private(set) var differentWithSameReads = 0
    /// The agreement matrix: what the guard says to both plans, where both planners replied.
    public private(set) var pairs = Tally<VerdictPair>()
    /// What one attempt took on either side, among the requests that were compared.
    public private(set) var compared = ComparedSpending()

    public init() {}

    /// How many requests came as far as `step`; those that are still on their way count where they are known to have been.
    public func reached(_ step: ShadowStep) -> Int {
        switch step {
        case .eligible: passedOver + asked
        case .sampled: asked
        case .dispatched, .answered, .compared:
            ShadowEnd.allCases.reduce(0) { $0 + ($1.step >= step ? ends[$1] : 0) }
        }
    }

    /// Requests for which one plan alone would run.
    public func discordant(_ discordance: VerdictPair.Discordance) -> Int {
        VerdictPair.all.reduce(0) { $0 + ($1.discordance == discordance ? pairs[$1] : 0) }
    }

    mutating func add(_ proposal: ShadowProposal) {
        proposals += 1
        if case .failure = proposal.plan { failures += 1 }
        add(proposal.bill)
    }

    mutating func add(_ bill: Bill) {
        usage = usage + bill.usage
        switch bill.cost.status {
        case .exact: break
        case .estimated: estimatedReplies += 1
        case .missing: unpricedReplies += 1
        }
        cost = cost + (bill.cost.amount ?? .zero)
    }

    mutating func add(_ comparison: ShadowComparison) {
        ends.add(comparison.end)
        if comparison.end == .different, comparison.hasSameReads == true { differentWithSameReads += 1 }
        if let pair = comparison.pair { pairs.add(pair) }
        if comparison.end.step == .compared { compared.add(comparison) }
    }
}

/// What a candidate and the current planner took for the same requests.
public struct ComparedSpending: Hashable, Sendable {
    /// Tokens and money of the candidate.
    public private(set) var candidate = SpendingSum()
    /// Tokens and money of the first attempt at the current planner.
    public private(set) var current = SpendingSum()
    /// How long the candidate took.
    public private(set) var candidateTime = Duration.zero
    /// How long that took.
    public private(set) var currentTime = Duration.zero

    public init() {}

    mutating func add(_ comparison: ShadowComparison) {
        candidate.add(comparison.proposal.bill)
        current.add(comparison.currentBill)
        candidateTime += comparison.proposal.duration
        currentTime += comparison.currentDuration
    }
}
