import ToolRouter
import ToolRouterFormats

/// What is watched for the sake of a promise that all will be well after the last fault.
struct RecoveryWatch {
    private let promise: Converges.Promise
    private let configuration: RouterConfiguration
    private var planners: [PlannerName: (circuit: RecoveringCircuit, calls: CallsUnderWay)] = [:]
    private var stores: [Outside: RecoveringCircuit] = [:]
    private var allowances: Allowances
    private var admissions = 0
    private var latest: LatestStore?
    private var requests = 0

    /// - Parameters:
    ///   - cache: the answer cache; nil when there is none.
    ///   - sharesLimits: whether the limiter is one outside of the process.
    init(
        _ promise: Converges.Promise, _ configuration: RouterConfiguration, cache: CacheSettings?, sharesLimits: Bool
    ) {
        self.promise = promise
        self.configuration = configuration
        allowances = Allowances(
            configuration.limits, localWeight: sharesLimits ? configuration.stores.replicas : nil)
        latest = cache.map { LatestStore(ttl: $0.ttl, scope: configuration.cacheScope) }
    }

    /// Takes one more event; says what is wrong with it.
    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        let now = event.at
        // Only of those that come when all is well; of others it is noted what they change.
        let late = history.flatMap { $0.arrivedAt >= promise.wellFrom ? $0 : nil }
        switch event.kind {
        case .received:
            if history == nil { requests += 1 }
        case .rejected(let error) where error.code == .overloaded && late != nil:
            let most = configuration.maximumRequestsInFlight
            return requests > most
                ? nil : Discrepancy(expected: "a request let in while \(requests) are under way", found: "a refusal")
        case .limited(let decision):
            return limited(decision, event, history, late)
        case .tokensSettled:
            _ = allowances.observe(event, after: history)
        case .recalled(.miss), .recalled(.joined):
            // Where the clock was set, an answer is as old as the router thinks.
            guard let late, !promise.movesClock, latest?.mayMiss(late, at: now) == false else { return nil }
            return Discrepancy(expected: "the answer that was stored last, which is fresh", found: "none")
        case .recalled(.disapproved), .disapproved: latest?.forget()
        case .storing(_, let answer): if let history { latest?.begin(answer, history) }
        case .stored(_, let answer): latest?.end(answer, event.request, at: now)
        case .notStored: latest?.end(nil, event.request, at: now)
        case .circuitChanged(let name, let transition):
            planner(name) { $0.circuit.change(transition, at: now) }
        case .circuitRefused(let name, _):
            return planner(name) { planner in
                late == nil ? nil : planner.circuit.refuse("planner \(name)", at: now)
            }
        case .attemptStarted(let attempt):
            planner(attempt.planner) {
                $0.calls.start()
                $0.circuit.begin(at: now)
            }
        case .attemptEnded(let attempt, let outcome, _):
            ended(attempt, outcome, history, at: now)
            _ = allowances.observe(event, after: history)
        case .joinEnded(let attempt, let outcome, _, let pays):
            if pays, outcome.isWord { planner(attempt.planner) { $0.calls.endLater() } }
            _ = allowances.observe(event, after: history)
        case .lateReply(let attempt, _, _), .lateFailure(let attempt, _, _):
            planner(attempt.planner) { $0.calls.endLater() }
            _ = allowances.observe(event, after: history)
        case .attemptRefused(let name, let refusal):
            guard late != nil else { return nil }
            let (alive, most) = planner(name) { ($0.calls.alive, refusal.calls) }
            return alive >= most
                ? nil
                : Discrepancy(expected: "planner \(name) asked while it holds \(alive) calls", found: "a refusal")
        case .storeChanged(let outside, let transition):
            store(outside) { $0.change(transition, at: now) }
        case .storeFailed(let outside, let failure):
            guard now >= promise.wellFrom, (history?.arrivedAt ?? now) >= promise.faultsEnd else { return nil }
            return failed(outside, failure, history, at: now)
        case .settled(let answer):
            guard let history else { return nil }
            requests -= 1
            return late == nil ? nil : fault(of: answer, history, at: now)
        default: break
        }
        return nil
    }

    @discardableResult
    private mutating func planner<Result>(
        _ name: PlannerName,
        _ body: (inout (circuit: RecoveringCircuit, calls: CallsUnderWay)) -> Result
    ) -> Result {
        let maximumCall = configuration.attemptTimeouts[name] ?? configuration.attemptTimeout
        let circuit = RecoveringCircuit(
            configuration.breaker, maximumCall: maximumCall, faultsEnd: promise.faultsEnd)
        return body(&planners[name, default: (circuit, CallsUnderWay())])
    }

    @discardableResult
    private mutating func store<Result>(
        _ outside: Outside, _ body: (inout RecoveringCircuit) -> Result
    ) -> Result {
        let settings = configuration.stores
        let circuit = RecoveringCircuit(settings.breaker, maximumCall: settings.budget, faultsEnd: promise.faultsEnd)
        return body(&stores[outside, default: circuit])
    }

    private mutating func ended(
        _ attempt: PlannerAttempt, _ outcome: AttemptOutcome, _ history: RequestHistory?, at now: Timestamp
    ) {
        planner(attempt.planner) { planner in
            planner.calls.end(outcome)
            guard case .failed(let error, _, _) = outcome, let pause = error.retryAfter, history?.isSpoilt != true
            else {
                return
            }
            planner.circuit.pause(until: now + pause)
        }
    }

    private mutating func limited(
        _ decision: RateLimitDecision, _ event: RouterEvent, _ history: RequestHistory?, _ late: RequestHistory?
    ) -> Discrepancy? {
        if decision.isAllowed || late == nil {
            if decision.isAllowed { admissions += 1 }
            _ = allowances.observe(event, after: history)
            return nil
        }
        // Where a table may be full, callers may share a place in it.
        guard let late, !promise.movesClock, 3 * admissions <= configuration.limits.capacity,
            allowances.hasRoom(for: late.request, at: event.at)
        else { return nil }
        return Discrepancy(
            expected: "a caller let in whose limits have room",
            found: "a refusal by the \(decision.scope?.rawValue ?? "") limit")
    }

    private mutating func failed(
        _ outside: Outside, _ failure: StoreFailure, _ history: RequestHistory?, at now: Timestamp
    ) -> Discrepancy? {
        switch failure {
        case .cancelled: nil
        // What a fault left there stays until it is asked for.
        case .unreadable where outside == .store: nil
        // Its time for stores, or a planner's turn, was over before it was asked.
        case .timedOut where history.map { $0.hasOwnTrouble || isShortOfTime($0, at: now) } ?? false: nil
        case .circuitOpen: store(outside) { $0.refuse("the \(outside.rawValue)", at: now) }
        default:
            Discrepancy(
                expected: "a \(outside.rawValue) that answers, since the faults are over", found: failure.rawValue)
        }
    }

    /// What is wrong with how a request ended.
    private func fault(
        of answer: Answer, _ history: RequestHistory, at now: Timestamp
    ) -> Discrepancy? {
        let code = answer.outcome.error?.code
        guard let trouble = code?.isTroubleOutside == true ? code?.rawValue : answer.degraded?.rawValue else {
            return nil
        }
        let isPlanners = code?.isTroubleOutside != true || code?.kind == .plannerError || code?.kind == .timeoutError
        if isPlanners, history.hasOwnTrouble || isShortOfTime(history, at: now) { return nil }
        return Discrepancy(expected: "an answer as without faults, since these are over", found: trouble)
    }

    /// Whether too little time is left to ask a planner.
    private func isShortOfTime(
        _ history: RequestHistory, at now: Timestamp
    ) -> Bool {
        let patience = history.request.deadline ?? configuration.deadline
        let reserve = min(.seconds(1), patience / 10)
        // Near the end of time less is left than was allowed.
        let left = history.arrivedAt + patience - now
        return left < reserve + configuration.minimumAttempt
    }
}

extension PlannerCallRefusal {
    /// How many calls the planner holds.
    fileprivate var calls: Int {
        switch self {
        case .busy(let inFlight): inFlight
        case .stuck(let abandoned): abandoned
        }
    }
}

extension ErrorCode {
    /// Whether it tells of something around the router that is not well.
    fileprivate var isTroubleOutside: Bool {
        switch self {
        case .circuitOpen, .providerRateLimited, .providerFailed, .providerRejected, .providerCredentials,
            .providerNotFound, .providerUnreachable, .providerTimeout, .providerUnreadable, .providerRedirected,
            .plannerUnavailable, .plannerStuck, .plannerTimeout, .databaseBusy, .databaseUnavailable, .auditUnavailable:
            true
        default: false
        }
    }
}
