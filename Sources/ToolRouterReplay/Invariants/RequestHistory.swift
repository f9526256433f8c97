import ToolRouter

/// What has happened to one request under way, as far as invariants ask.
///
/// One object for each request under way, used again for later ones: a replay has a dozen events a request, and an
/// object is handed to every invariant without being copied.
final class RequestHistory {
    /// How a fallback answer was when it was found.
    enum Fallback {
        case fresh
        case stale
    }

    private(set) var request: Request
    /// When it came, by the router's clock.
    private(set) var receivedAt: Timestamp
    /// When it truly came.
    private(set) var arrivedAt: Timestamp
    /// The key under which a fresh answer was found.
    private(set) var hit: CacheKey?
    /// Whether it has had a place at another request's call since the cache was asked.
    private(set) var hasJoined = false
    /// The fallback answer that stood in for the planner's; nil when none did.
    private(set) var fallback: Fallback?
    /// The plan that was adopted, and where it came from.
    private(set) var plan: (plan: Plan, source: AnswerSource)?
    /// Why the caller is asked back.
    private(set) var clarification: Clarification?
    /// The plan that the guard allowed last; nil when it refused the last one.
    private(set) var approved: Plan?
    /// Whether a call has ended with a result.
    private(set) var hasRun = false
    /// Whether it met a circuit that did not say until when it is open.
    private(set) var metEndlessCircuit = false
    /// What it waited for its record.
    private(set) var recordWait = Duration.zero
    /// What the limiter decided; nil before.
    private(set) var limited: RateLimitDecision?
    /// Whether the planner whose turn came first gave no plan.
    private(set) var hasPassedOn = false
    /// Whether something of its own kept a planner from planning it, whatever else happened: a call that failed, a reply without a
    /// plan, a circuit, room or money. So it may end badly.
    private(set) var hasOwnTrouble = false
    /// Whether a fault was injected into a call to a planner for it.
    private(set) var isSpoilt = false
    /// What the calls that ended in time were billed.
    private(set) var spending = Spending()
    /// Whether all of them say how many tokens they took.
    private(set) var isMetered = true

    init(_ request: Request, at moment: Timestamp, trulyAt truth: Timestamp? = nil) {
        self.request = request
        receivedAt = moment
        arrivedAt = truth ?? moment
    }

    /// Begins anew with another request.
    func restart(_ request: Request, at moment: Timestamp, trulyAt truth: Timestamp) {
        self.request = request
        receivedAt = moment
        arrivedAt = truth
        hit = nil
        hasJoined = false
        fallback = nil
        plan = nil
        clarification = nil
        approved = nil
        hasRun = false
        metEndlessCircuit = false
        recordWait = .zero
        limited = nil
        hasPassedOn = false
        hasOwnTrouble = false
        isSpoilt = false
        spending = Spending()
        isMetered = true
    }

    func take(_ event: RouterEvent) {
        switch event.kind {
        case .recalled(.hit(let key, _)): hit = key
        case .recalled(.joined): hasJoined = true
        case .attemptJoined: hasJoined = false
        case .recalledFor: fallback = .fresh
        case .servedFallback(_, let reason, _): fallback = reason == nil ? .fresh : .stale
        case .planned(let plan, let source): self.plan = (plan, source)
        case .clarified(let clarification): self.clarification = clarification
        case .approved(let plan, _): approved = plan
        case .disapproved: approved = nil
        case .ran: hasRun = true
        case .waited(.audit, let duration): recordWait = duration
        case .limited(let decision): limited = decision
        case .circuitRefused(_, let retryAfter):
            hasOwnTrouble = true
            if retryAfter == nil { metEndlessCircuit = true }
        case .attemptRefused, .budgetRefused: hasOwnTrouble = true
        case .passedOn: hasPassedOn = true
        case .attemptEnded(_, let outcome, _): take(outcome, pays: true)
        case .joinEnded(_, let outcome, _, let pays): take(outcome, pays: pays)
        default: break
        }
    }

    /// A fault was injected into one of its calls.
    func take(_ fault: InjectedFault) {
        if fault.seam.stage == .plan { isSpoilt = true }
    }

    private func take(_ outcome: AttemptOutcome, pays: Bool) {
        switch outcome {
        case .replied(let reply, let bill, let plan):
            if case .failure = plan { hasOwnTrouble = true }
            guard pays else { return }
            spending.add(bill)
            if reply.usage == nil { isMetered = false }
        case .failed(_, let failure, let bill):
            hasOwnTrouble = true
            guard pays, let failure else { return }
            spending.add(bill)
            if failure.usage == nil { isMetered = false }
        }
    }
}
