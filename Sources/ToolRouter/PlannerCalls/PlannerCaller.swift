/// A place at a call to a planner.
typealias PlannerPlace = PlannerCallBook<DeadlineRace, PlannerCaller>.Place

/// Whose call a request may wait for instead of making one.
enum PlannerSharing: Sendable {
    /// None: the call is for this request alone.
    case none
    /// That of any request for the same; if there is none, others may wait for the one that is made.
    case key(CacheKey)
    /// The one at which it has a place already.
    case place(PlannerPlace)

    /// By what others may join a call that is made.
    var key: CacheKey? {
        if case .key(let key) = self { key } else { nil }
    }
}

/// Whom a planner is asked for.
struct PlannerCaller: Sendable {
    /// The request that is asked for.
    let request: Request
    /// Whether the request waits less than the configuration would; what that cuts off is not the planner's fault, unless
    /// it was slow by then.
    let hasShorterDeadline: Bool
    /// When the request came: its replies cost what tokens cost then, also those that come late.
    let requestedAt: Timestamp
    /// Is told what happens, as it happens; once more after a call that it was the last to leave, of what came of that.
    let report: @Sendable (PlannerCallEvent) -> Void
}

/// What happens while a planner is asked.
enum PlannerCallEvent: Sendable {
    /// The circuit changed its state, because of this caller.
    case circuitChanged(CircuitBreakerTransition)
    /// The circuit is open, for `retryAfter` more or for as long as an operator wants.
    case circuitRefused(retryAfter: Duration?)
    /// The planner holds too many calls.
    case callRefused(PlannerCallRefusal)
    /// There is no money for a call.
    case budgetRefused(BudgetRefusal)
    /// Money is put aside for the call that is made.
    case budgetReserved(BudgetReservation)
    /// What was put aside was settled.
    case budgetSettled(BudgetReservation, BudgetSpending)
    /// The call is made.
    case started
    /// A call that another request has made is waited for.
    case joined
    /// This was taken off the reply.
    case stripped([ReplyWrapping])
    /// That is what came of it.
    case ended(AttemptResult)
    /// A decision was numbered.
    case decided(Decision)
    /// The call that was made for the caller has ended, whoever waited for it.
    case finished(FinishedCall)
    /// A reply came after its call was abandoned.
    case lateReply(PlannerReply, Bill)
    /// A call that was abandoned ended without a reply, or won't end.
    case lateFailure(PlannerFailure, Bill)
}

/// What one attempt to have a question planned brought.
struct AttemptResult: Sendable {
    /// What the planner said, or why it said nothing.
    let outcome: AttemptOutcome
    /// What that means.
    let verdict: AttemptVerdict
    /// Whether another request had made the call.
    var isJoined = false
    /// Whether this request answers for the call: it pays for the reply, and stores what comes of it.
    var pays = false
    /// What was taken off the reply, the outermost first.
    var stripped: [ReplyWrapping] = []
    /// How long the request waited for it.
    var duration = Duration.zero

    init(_ outcome: AttemptOutcome, _ verdict: AttemptVerdict) {
        self.outcome = outcome
        self.verdict = verdict
    }

    /// The plan, or why there is none.
    var plan: Result<Plan, RouterError> {
        switch outcome {
        case .replied(_, _, let plan): plan
        case .failed(let error, _, _): .failure(error)
        }
    }

    /// What it cost, as far as that is known.
    var bill: Bill {
        switch outcome {
        case .replied(_, let bill, _), .failed(_, _, let bill): bill
        }
    }

    /// Whether its tokens are known; those of a call that was left behind are told later.
    var isMetered: Bool {
        switch outcome {
        case .replied(let reply, _, _): reply.usage != nil
        case .failed(_, let failure, _): failure.map { $0.usage != nil } ?? true
        }
    }
}
