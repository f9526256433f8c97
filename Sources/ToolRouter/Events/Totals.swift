/// Everything countable about a run, folded from its events. Metrics and reports print this; nothing else counts.
public struct Totals: Sendable {
    /// Requests that arrived.
    public private(set) var requests = 0
    /// Answers by tool and outcome.
    public private(set) var answers = AnswersByTool()
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
    /// Answers that the store did not take.
    public private(set) var cacheNotStored = 0

    /// How often a store outside had nothing to say, by store and reason.
    public private(set) var storeFailures = Tally<StoreTrouble>()

    /// What the limiter decided.
    public private(set) var limits = RateLimitTally()

    /// What each of the planners that serve was asked and did.
    public private(set) var planners: [PlannerName: PlannerTotals] = [:]
    /// Attempts at planners.
    public var attempts: Int { sum(\.attempts) }
    /// Attempts that were made again after a pause.
    public var retries: Int { sum(\.retries) }
    /// Attempts that were not made, since the planner held too many calls.
    public var callsRefused: Int { sum(\.callsRefused) }
    /// Attempts that brought a reply in time.
    public private(set) var replies = 0
    /// Replies that came after their calls were abandoned.
    public var lateReplies: Int { sum(\.lateReplies) }
    /// Calls that were abandoned and brought no reply, the planner's refusals among them.
    public var lateFailures: Int { sum(\.lateFailures) }
    /// Turns of planners that were over without a plan, so that the next one's came.
    public var passedOver: Int { sum(\.passedOver) }
    /// Refused plans that went back to their planners.
    public var repairs: Int { sum(\.repairs) }
    public private(set) var usage = TokenUsage()
    /// What the priced calls cost, late ones included.
    public private(set) var cost = Money.zero
    /// Replies without a number of tokens or of models without a price, and calls without a reply that may have cost: their
    /// cost is unknown and not in `cost`.
    public private(set) var unpricedReplies = 0
    /// Replies whose cost is an estimate: some of their tokens have no rate of their own, or the catalogue tells of charges
    /// that are not in it. Their estimates are in `cost`.
    public private(set) var estimatedReplies = 0
    /// Replies, and calls without one that may have cost, whose cost is known or an estimate.
    public private(set) var pricedCalls = 0
    /// The first requests with a call of unknown cost, at most `mostUnpriced`.
    public private(set) var firstUnpriced: [RequestID] = []
    /// How many requests with calls of unknown cost are named.
    public static let mostUnpriced = 10

    /// What each planner's replies took and cost, model by model, those of candidates besides.
    public private(set) var spending = SpendingByModel()

    /// Changes of the planners' circuits, by the state they changed to.
    public var circuitTransitions: Tally<CircuitBreakerState> {
        planners.keys.sorted().reduce(into: Tally()) {
            $0.add(planners[$1, default: PlannerTotals()].circuitTransitions)
        }
    }
    /// Attempts that an open circuit did not let through.
    public var circuitRefusals: Int { sum(\.circuitRefusals) }

    /// Calls that there was no money for, by whose budget was used up: those of candidates are not asked, either.
    public private(set) var budgetRefusals = Tally<BudgetKind>()

    /// Proposals of each candidate, and what they cost; never part of the sums above.
    public private(set) var shadows: [PlannerName: ShadowTotals] = [:]

    public init() {}

    /// Answers by outcome: answered, clarification, refused, failed.
    public var outcomes: Tally<String> { answers.outcomes }

    /// What all calls cost; nil, never less, when the cost of one is unknown. With `estimatedReplies` it is an estimate.
    public var knownCost: Money? { unpricedReplies == 0 ? cost : nil }

    /// How sure `cost` is.
    public var costStatus: CostStatus {
        if unpricedReplies == 0 { return estimatedReplies == 0 ? .exact : .estimated }
        return pricedCalls == 0 ? .missing : .estimated
    }

    /// Calls that there was no money for, in the budgets of `scope`.
    public func budgetRefusals(of scope: BudgetScope) -> Int {
        BudgetPeriod.allCases.reduce(0) { $0 + budgetRefusals[BudgetKind(scope: scope, period: $1)] }
    }

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
        case .circuitRefused(let planner, _): planners[planner, default: PlannerTotals()].circuitRefusals += 1
        case .circuitChanged(let planner, let transition):
            // An operator may take over without changing the state.
            if transition.from != transition.to {
                planners[planner, default: PlannerTotals()].circuitTransitions.add(transition.to)
            }
        case .limited(let decision): limits.add(decision)
        case .storeFailed(let outside, let failure):
            storeFailures.add(StoreTrouble(outside: outside, failure: failure))
        case .budgetRefused(_, let refusal):
            budgetRefusals.add(BudgetKind(scope: refusal.scope, period: refusal.period))
        case .attemptStarted(let attempt): planners[attempt.planner, default: PlannerTotals()].attempts += 1
        case .attemptRefused(let planner, _): planners[planner, default: PlannerTotals()].callsRefused += 1
        case .retrying(let planner, _): planners[planner, default: PlannerTotals()].retries += 1
        case .passedOn(let planner, _, _): planners[planner, default: PlannerTotals()].passedOver += 1
        case .repairing(let planner, _): planners[planner, default: PlannerTotals()].repairs += 1
        case .attemptEnded(let attempt, .replied(_, let bill, _), _),
            .joinEnded(let attempt, .replied(_, let bill, _), _, pays: true):
            replies += 1
            add(bill, from: attempt.planner, for: event.request)
        case .lateReply(let attempt, _, let bill):
            planners[attempt.planner, default: PlannerTotals()].lateReplies += 1
            add(bill, from: attempt.planner, for: event.request)
        case .attemptEnded(let attempt, .failed(_, _, let bill), _),
            .joinEnded(let attempt, .failed(_, _, let bill), _, pays: true):
            if bill != .nothing { add(bill, from: attempt.planner, for: event.request) }
        case .lateFailure(let attempt, _, let bill):
            planners[attempt.planner, default: PlannerTotals()].lateFailures += 1
            if bill != .nothing { add(bill, from: attempt.planner, for: event.request) }
        case .fellBack(let reason, _): degraded.add(reason)
        case .ran(_, let result): truncated += result.isTruncated ? 1 : 0
        case .stored: cacheStored += 1
        case .notStored: cacheNotStored += 1
        case .settled(let answer):
            answers.add(answer)
            if let error = answer.outcome.error { errors.add(error.code) }
            if case .answered = answer.outcome, let source = answer.source { sources.add(source) }
            // What the others stood in for was told when they did.
            if let reason = answer.degraded, answer.planner != nil, answer.source != .stale { degraded.add(reason) }
        case .shadowPassedOver(let candidate): shadows[candidate, default: ShadowTotals()].passedOver += 1
        case .shadowCompared(let candidate, let comparison):
            shadows[candidate, default: ShadowTotals()].add(comparison)
        case .shadowStarted(let candidate): shadows[candidate, default: ShadowTotals()].asked += 1
        case .shadowEnded(let candidate, let proposal):
            shadows[candidate, default: ShadowTotals()].add(proposal)
            spend(proposal.bill, candidate)
        case .lateShadowReply(let candidate, _, let bill), .lateShadowFailure(let candidate, _, let bill):
            shadows[candidate, default: ShadowTotals()].add(bill)
            spend(bill, candidate)
        case .shadowCircuitChanged(let candidate, let transition):
            if transition.from != transition.to {
                shadows[candidate, default: ShadowTotals()].circuitTransitions.add(transition.to)
            }
        case .rejected, .routed, .recalled(.notAsked), .recalledFor, .attemptJoined, .replyStripped, .joinEnded,
            .storing, .waited, .storeChanged,
            .planned, .clarified, .approved, .disapproved, .runFailed, .tokensSettled, .budgetReserved,
            .budgetSettled, .circuitOperated, .shadowCircuitOperated, .decided, .callFinished:
            break
        }
    }

    private func sum(_ count: KeyPath<PlannerTotals, Int>) -> Int {
        planners.keys.sorted().reduce(0) { $0 + planners[$1, default: PlannerTotals()][keyPath: count] }
    }

    private mutating func spend(_ bill: Bill, _ candidate: PlannerName) {
        guard bill != .nothing else { return }
        spending.add(bill, of: candidate, isCandidate: true)
    }

    private mutating func add(_ bill: Bill, from planner: PlannerName, for request: RequestID) {
        spending.add(bill, of: planner, isCandidate: false)
        usage = usage + bill.usage
        if let amount = bill.cost.amount {
            cost = cost + amount
            pricedCalls += 1
            if bill.cost.status == .estimated { estimatedReplies += 1 }
        } else {
            unpricedReplies += 1
            if firstUnpriced.count < Self.mostUnpriced, !firstUnpriced.contains(request) {
                firstUnpriced.append(request)
            }
        }
    }
}
