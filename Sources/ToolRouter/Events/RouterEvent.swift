/// Something that happened to a request. The stream of them is all that totals, metrics, goldens, invariants and
/// reports know.
public struct RouterEvent: Sendable {
    /// The request it happened to.
    public let request: RequestID
    /// When.
    public let at: Timestamp
    /// What.
    public let kind: Kind

    public init(request: RequestID, at: Timestamp, _ kind: Kind) {
        self.request = request
        self.at = at
        self.kind = kind
    }
}

extension RouterEvent {
    /// What can happen to a request, stage by stage. What they hold is in one object of its own: an event is handed on
    /// and kept by many, and that way each of them keeps one reference.
    public indirect enum Kind: Sendable {
        /// The request arrived.
        case received(Request)
        /// It can't be a question to this router: it goes no further than the error's stage.
        case rejected(RouterError)

        // admit
        /// The rate limiter let it in, or refused it: exactly one for each request. What an admitted request took from each
        /// limit in requests is 1, in tokens the decision's estimate.
        case limited(RateLimitDecision)

        // route
        /// The deterministic router chose.
        case routed(Route)

        // recall
        /// The answer cache was asked, or why it was not.
        case recalled(Recall)

        // plan
        /// The circuit breaker of this planner let no attempt through, so none is made; `retryAfter` is the time until it
        /// could let one through, nil when an operator keeps it open.
        case circuitRefused(PlannerName, retryAfter: Duration?)
        /// The circuit breaker of this planner changed its state, because of this request. From a change to open to the next
        /// change no attempt at it starts.
        case circuitChanged(PlannerName, CircuitBreakerTransition)
        /// An operator did this to the circuit breaker of this planner; if that changed its state, the change comes next.
        /// The request is the operator's.
        case circuitOperated(PlannerName, CircuitBreakerCommand)
        /// No attempt is made, since this planner holds too many calls.
        case attemptRefused(PlannerName, PlannerCallRefusal)
        /// No attempt at this planner or candidate is made, since a budget has no room for it: that of the request's payers, or
        /// the candidate's own.
        case budgetRefused(PlannerName, BudgetRefusal)
        /// Money was put aside for a call of this planner or candidate: right after it started.
        case budgetReserved(PlannerName, BudgetReservation)
        /// That call has ended, and what it cost took the place of what was put aside: right after what came of it. The request
        /// that asked for the call, or the one that answers for it, may have been answered before.
        case budgetSettled(PlannerName, BudgetReservation, BudgetSpending)
        /// An attempt to have the question planned began.
        case attemptStarted(PlannerAttempt)
        /// This was taken off the reply of that attempt, the outermost first, before its plan was read: the configuration asks
        /// for it.
        case replyStripped([ReplyWrapping])
        /// That attempt ended in time; `duration` is the time it took.
        case attemptEnded(PlannerAttempt, AttemptOutcome, duration: Duration)
        /// The request waits for an attempt that another one started for the same question: it starts none of its own.
        case attemptJoined(PlannerAttempt)
        /// What that attempt brought. Its cost is borne by the request that started it; by this one when `pays`, since the one
        /// who started it has left.
        case joinEnded(PlannerAttempt, AttemptOutcome, duration: Duration, pays: Bool)
        /// A reply came after its call was abandoned; its tokens still cost.
        case lateReply(PlannerAttempt, PlannerReply, Bill)
        /// A call that was abandoned ended without a reply, or it won't end: what it cost is unknown, unless the provider refused.
        case lateFailure(PlannerAttempt, PlannerFailure, Bill)
        /// This planner will be asked again after a pause.
        case retrying(PlannerName, after: Duration)
        /// The turn of a planner is over without a plan, for this reason, and that of the next one of the list begins.
        case passedOn(from: PlannerName, to: PlannerName, ErrorCode)
        /// The planner whose turn it is planned the same before: that answer was found under its key, fresh, and approved
        /// again, so that it is not asked.
        case recalledFor(PlannerName, CacheKey, age: Duration)
        /// The plan that the guard has just refused goes back to its planner, once: what the next attempt brings takes its
        /// place.
        case repairing(PlannerName, ErrorCode)
        /// The planner failed, and a fallback answer stands in: a stale one for this reason, or without a reason a fresh one that
        /// was to be renewed.
        case servedFallback(CacheKey, Degradation?, age: Duration)
        /// The rule planner stood in.
        case fellBack(Degradation, rule: String)
        /// There is a plan.
        case planned(Plan, AnswerSource)
        /// The caller is asked back.
        case clarified(Clarification)

        // guard
        /// The tool's guard allowed the plan, which touches this.
        case approved(Plan, Footprint)
        /// The tool's guard refused it.
        case disapproved(RouterError)

        // run
        /// The call of this plan ended.
        case ran(Plan, ToolResult)
        /// The call of this plan failed.
        case runFailed(Plan, RouterError)

        // any stage
        /// The request waited so long for a part of the router that can be outside; only where it was noticeable. Waiting for
        /// planners, tools and before retries is in the events of those.
        case waited(Outside, Duration)
        /// A store outside had nothing to say to the request, which goes on without: as after a miss, or by the allowances that
        /// this process knows of.
        case storeFailed(Outside, StoreFailure)
        /// A store outside is left alone from now on, is tried again, or is well again.
        case storeChanged(Outside, CircuitBreakerTransition)

        // settle
        /// The estimate in tokens that the request was admitted on was put right: `spent` were used, at least the estimate where
        /// a reply does not say how many, and the difference was given back or is owed. Only where tokens are limited. What a late reply spends is owed besides.
        case tokensSettled(estimate: Int, spent: Int)
        /// The answer is to be stored for the next who asks, as soon as it has left.
        case storing(CacheKey, StoredAnswer)
        /// The answer left: the last event of a request but for its storing, shadows and late replies.
        case settled(Answer)
        /// The answer was stored.
        case stored(CacheKey, StoredAnswer)
        /// The store did not take the answer, for instance since it is too large.
        case notStored(CacheKey)

        // any stage, where decisions are numbered
        /// The request decided by what it shares with others. Told right after the decision.
        case decided(Decision)
        /// A call that the request made has ended, perhaps long after the request.
        case callFinished(FinishedCall)

        // shadow
        /// A candidate planner could be asked about the request, but the request is not in its sample.
        case shadowPassedOver(PlannerName)
        /// A candidate planner is to be asked beside the current one; a circuit of its own may still keep it from that.
        case shadowStarted(PlannerName)
        /// An operator did this to the circuit breaker of a candidate.
        case shadowCircuitOperated(PlannerName, CircuitBreakerCommand)
        /// The circuit breaker of a candidate changed its state.
        case shadowCircuitChanged(PlannerName, CircuitBreakerTransition)
        /// What the candidate said.
        case shadowEnded(PlannerName, ShadowProposal)
        /// How that compares with the current planner's plan, once the request is settled and the candidate has ended: the last
        /// event of this candidate for this request but for late replies.
        case shadowCompared(PlannerName, ShadowComparison)
        /// What the candidate said after its deadline; its tokens still cost.
        case lateShadowReply(PlannerName, PlannerReply, Bill)
        /// A candidate's call that was abandoned ended without a reply, or it won't end; it may have cost.
        case lateShadowFailure(PlannerName, PlannerFailure, Bill)
    }
}

/// The parts around a router that a request waits for, besides planners and tools.
public enum Outside: String, Hashable, CaseIterable, Sendable {
    /// The limiter, which several processes may share.
    case limiter
    /// The answer cache.
    case store
    /// The audit log.
    case audit
}

/// One attempt to have a question planned.
public struct PlannerAttempt: Hashable, Sendable {
    /// From 1.
    public var number: Int
    /// Who was asked.
    public var planner: PlannerName
    /// The model that was asked for.
    public var model: String

    public init(number: Int, planner: PlannerName, model: String) {
        self.number = number
        self.planner = planner
        self.model = model
    }
}

/// How an attempt ended. It is handed from the gateway to stages and events, so that it is one reference.
public indirect enum AttemptOutcome: Sendable {
    /// The model replied: what it said and costs, and the plan in it, or why there is none.
    case replied(PlannerReply, Bill, Result<Plan, RouterError>)
    /// There was no reply: why, as clients see it, and what the planner itself said of it; nil when it said nothing, for the
    /// call was left behind, and what that costs is told when it has ended. And what it cost.
    case failed(RouterError, PlannerFailure?, Bill = .nothing)
}
