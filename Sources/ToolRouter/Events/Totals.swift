/// Everything countable about a run, folded from its events. Metrics and reports print this; nothing else counts.
public struct Totals: Sendable {
    /// Requests that arrived.
    public private(set) var requests = 0
    /// Answers by outcome: answered, clarification, refused, failed.
    public private(set) var outcomes = Tally<String>()
    /// Refusals and failures by code.
    public private(set) var errors = Tally<ErrorCode>()
    /// Answers that ran, by where their plan came from.
    public private(set) var sources = Tally<AnswerSource>()
    /// Answers that something stood in for, by reason.
    public private(set) var degraded = Tally<Degradation>()
    /// Results that a budget cut short.
    public private(set) var truncated = 0

    /// Requests that a fresh, approved answer was found for.
    public private(set) var cacheHits = 0
    /// Requests that none was found for, or one that the guard refuses today.
    public private(set) var cacheMisses = 0
    /// Requests that asked not to be answered from the cache.
    public private(set) var cacheBypassed = 0
    /// Requests that waited for a reply that another one had asked for; neither hits nor misses.
    public private(set) var cacheJoins = 0
    /// Requests that renewed an answer before its time; neither hits nor misses.
    public private(set) var cacheRefreshes = 0
    /// Answers past their time that stood in for the planner.
    public private(set) var staleAnswers = 0
    /// Answers stored.
    public private(set) var cacheStored = 0

    /// Attempts at the planner.
    public private(set) var attempts = 0
    /// Attempts that brought a reply in time.
    public private(set) var replies = 0
    /// Replies that came after their calls were abandoned.
    public private(set) var lateReplies = 0
    public private(set) var usage = TokenUsage()
    /// What the priced replies cost, late ones included.
    public private(set) var cost = Money.zero
    /// Replies without a number of tokens, or of models without a price: their cost is unknown and not in `cost`.
    public private(set) var unpricedReplies = 0
    /// The first requests with such a reply, at most `mostUnpriced`.
    public private(set) var firstUnpriced: [RequestID] = []
    /// How many requests with replies of unknown cost are named.
    public static let mostUnpriced = 10

    /// Changes of the circuit, by the state it changed to.
    public private(set) var circuitTransitions = Tally<CircuitBreakerState>()
    /// Attempts that an open circuit did not let through.
    public private(set) var circuitRefusals = 0

    /// Calls that there was no money for, by whose budget was used up: those of candidates are not asked, either.
    public private(set) var budgetRefusals = Tally<BudgetScope>()

    /// Proposals of each candidate, and what they cost; never part of the sums above.
    public private(set) var shadows: [PlannerName: ShadowTotals] = [:]

    public init() {}

    /// What all replies cost; nil, never less, when the cost of one is unknown.
    public var knownCost: Money? { unpricedReplies == 0 ? cost : nil }

    /// Hits / (hits + misses); nil before the first.
    public var cacheHitRatio: Ratio? { Ratio(cacheHits, of: cacheHits + cacheMisses) }

    /// Takes one more event.
    public mutating func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received: requests += 1
        case .recalled(.hit): cacheHits += 1
        case .recalled(.miss), .recalled(.disapproved): cacheMisses += 1
        case .recalled(.bypassed): cacheBypassed += 1
        case .recalled(.joined): cacheJoins += 1
        case .recalled(.refresh): cacheRefreshes += 1
        case .servedFallback(_, let reason, _):
            if let reason {
                staleAnswers += 1
                degraded.add(reason)
            }
        case .circuitRefused: circuitRefusals += 1
        case .circuitChanged(let transition):
            // An operator may take over without changing the state.
            if transition.from != transition.to { circuitTransitions.add(transition.to) }
        case .budgetRefused(let refusal): budgetRefusals.add(refusal.scope)
        case .attemptStarted: attempts += 1
        case .attemptEnded(_, .replied(_, let bill, _), _), .joinEnded(_, .replied(_, let bill, _), _, pays: true):
            replies += 1
            add(bill, of: event.request)
        case .lateReply(_, _, let bill):
            lateReplies += 1
            add(bill, of: event.request)
        case .fellBack(let reason, _): degraded.add(reason)
        case .ran(_, let result): truncated += result.isTruncated ? 1 : 0
        case .stored: cacheStored += 1
        case .settled(let answer):
            outcomes.add(answer.outcome.name)
            if let error = answer.outcome.error { errors.add(error.code) }
            if case .answered = answer.outcome, let source = answer.source { sources.add(source) }
        case .shadowEnded(let candidate, let proposal):
            shadows[candidate, default: ShadowTotals()].add(proposal)
        case .lateShadowReply(let candidate, _, let bill):
            shadows[candidate, default: ShadowTotals()].add(bill)
        case .rejected, .retrying, .limited, .routed, .recalled(.notAsked), .attemptRefused, .attemptJoined,
            .replyStripped,
            .joinEnded, .storing, .notStored, .attemptEnded(_, .failed, _), .planned, .clarified, .approved,
            .disapproved, .runFailed,
            .tokensSettled, .budgetReserved, .budgetSettled, .circuitOperated, .shadowStarted, .shadowCircuitOperated,
            .shadowCircuitChanged:
            break
        }
    }

    private mutating func add(_ bill: Bill, of request: RequestID) {
        usage = usage + bill.usage
        if let amount = bill.cost.amount {
            cost = cost + amount
        } else {
            unpricedReplies += 1
            if firstUnpriced.count < Self.mostUnpriced, !firstUnpriced.contains(request) {
                firstUnpriced.append(request)
            }
        }
    }
}

/// What one candidate planner did.
public struct ShadowTotals: Sendable {
    /// Requests the candidate was asked about.
    public private(set) var proposals = 0
    /// Proposals without a plan.
    public private(set) var failures = 0
    public private(set) var usage = TokenUsage()
    public private(set) var cost = Money.zero
    public private(set) var unpricedReplies = 0

    public init() {}

    mutating func add(_ proposal: ShadowProposal) {
        proposals += 1
        if case .failure = proposal.plan { failures += 1 }
        add(proposal.bill)
    }

    mutating func add(_ bill: Bill) {
        usage = usage + bill.usage
        if let amount = bill.cost.amount { cost = cost + amount } else { unpricedReplies += 1 }
    }
}
