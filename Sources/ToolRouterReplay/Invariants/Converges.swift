import ToolRouter
import ToolRouterFormats

/// So long after the last fault as the fault plan promises, every request is answered as if there had never been one, unless its
/// own recording is to blame: see `RecoveryTime` for what a plan can promise.
///
/// No request that arrives then meets a circuit that faults opened, but for those that come while a probe is under way; a store
/// that fails or is left alone; a limit that is full again; or a cache without the answer that it stored last. None is refused
/// while there is room, and none ends badly that had no trouble of its own.
struct Converges: Invariant {
    static let name = "converges"

    /// What a fault plan promises.
    struct Promise {
        /// When the last rule's window ends.
        let faultsEnd: Timestamp
        /// From when on everything is well.
        let wellFrom: Timestamp
        /// Whether the clock was among what was at fault, so that the limiter's time is not that of events.
        var movesClock = false

        /// That of `plan`, where the traffic begins at `start`; nil when it promises nothing.
        init?(_ plan: FaultPlan, start: Timestamp) {
            guard let convergence = plan.convergence, let end = plan.end else { return nil }
            faultsEnd = start + end
            wellFrom = faultsEnd + convergence.within
            movesClock = plan.rules.contains { $0.target.text == "clock" }
        }

        init(faultsEnd: Timestamp, wellFrom: Timestamp) {
            self.faultsEnd = faultsEnd
            self.wellFrom = wellFrom
        }
    }

    private struct Watch {
        let promise: Promise
        var planners: [PlannerName: (circuit: RecoveringCircuit, calls: CallsUnderWay)] = [:]
        var stores: [Outside: RecoveringCircuit] = [:]
        var allowances: Allowances
        var admissions = 0
        var latest: LatestStore?
        var underWay = 0
    }

    private let configuration: RouterConfiguration
    /// Nil where nothing is promised.
    private var watch: Watch?

    /// - Parameters:
    ///   - promise: nil where nothing is promised, and nothing is asked.
    ///   - cache: its answer cache; nil when it goes without.
    ///   - sharesLimits: whether the limiter is one outside of the process.
    init(_ promise: Promise?, _ configuration: RouterConfiguration, cache: CacheSettings?, sharesLimits: Bool = false) {
        self.configuration = configuration
        watch = promise.map { promise in
            Watch(
                promise: promise,
                allowances: Allowances(
                    configuration.limits, localWeight: sharesLimits ? configuration.stores.replicas : nil),
                latest: cache.map { LatestStore(ttl: $0.ttl, scope: configuration.cacheScope) })
        }
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard watch != nil else { return nil }
        return watch!.observe(event, history, configuration)
    }
}

extension Converges.Watch {
    fileprivate mutating func observe(
        _ event: RouterEvent, _ history: RequestHistory?, _ configuration: RouterConfiguration
    ) -> Discrepancy? {
        let now = event.at
        // Only of those that come when all is well; of others it is noted what they change.
        let late = history.flatMap { $0.receivedAt >= promise.wellFrom ? $0 : nil }
        switch event.kind {
        case .received:
            if history == nil { underWay += 1 }
        case .rejected(let error) where error.code == .overloaded && late != nil:
            let most = configuration.maximumRequestsInFlight
            return underWay > most
                ? nil : Discrepancy(expected: "a request let in while \(underWay) are under way", found: "a refusal")
        case .limited(let decision):
            return limited(decision, event, history, late, configuration)
        case .tokensSettled:
            _ = allowances.observe(event, after: history)
        case .recalled(.miss), .recalled(.joined):
            guard let late, latest?.mayMiss(late, at: now) == false else { return nil }
            return Discrepancy(expected: "the answer that was stored last, which is fresh", found: "none")
        case .recalled(.disapproved), .disapproved: latest?.forget()
        case .storing(_, let answer): if let history { latest?.begin(answer, history) }
        case .stored(_, let answer): latest?.end(answer, event.request, at: now)
        case .notStored: latest?.end(nil, event.request, at: now)
        case .circuitChanged(let name, let transition):
            planner(name, configuration) { $0.circuit.change(transition, at: now) }
        case .circuitRefused(let name, _):
            return planner(name, configuration) { planner in
                late == nil ? nil : planner.circuit.refuse("planner \(name)", at: now)
            }
        case .attemptStarted(let attempt):
            planner(attempt.planner, configuration) {
                $0.calls.start()
                $0.circuit.begin(at: now)
            }
        case .attemptEnded(let attempt, let outcome, _):
            ended(attempt, outcome, history, at: now, configuration)
            _ = allowances.observe(event, after: history)
        case .joinEnded(let attempt, let outcome, _, let pays):
            if pays, outcome.isWord { planner(attempt.planner, configuration) { $0.calls.endLater() } }
            _ = allowances.observe(event, after: history)
        case .lateReply(let attempt, _, _), .lateFailure(let attempt, _, _):
            planner(attempt.planner, configuration) { $0.calls.endLater() }
            _ = allowances.observe(event, after: history)
        case .attemptRefused(let name, let refusal):
            guard late != nil else { return nil }
            let (alive, most) = planner(name, configuration) { ($0.calls.alive, refusal.calls) }
            return alive >= most
                ? nil
                : Discrepancy(expected: "planner \(name) asked while it holds \(alive) calls", found: "a refusal")
        case .storeChanged(let outside, let transition):
            store(outside, configuration) { $0.change(transition, at: now) }
        case .storeFailed(let outside, let failure):
            guard now >= promise.wellFrom, (history?.receivedAt ?? now) >= promise.faultsEnd else { return nil }
            return failed(outside, failure, at: now, configuration)
        case .settled(let answer):
            guard let history else { return nil }
            underWay -= 1
            return late == nil ? nil : fault(of: answer, history, at: now, configuration)
        default: break
        }
        return nil
    }

    @discardableResult
    private mutating func planner<Result>(
        _ name: PlannerName, _ configuration: RouterConfiguration,
        _ body: (inout (circuit: RecoveringCircuit, calls: CallsUnderWay)) -> Result
    ) -> Result {
        let maximumCall = configuration.attemptTimeouts[name] ?? configuration.attemptTimeout
        let circuit = RecoveringCircuit(
            configuration.breaker, maximumCall: maximumCall, faultsEnd: promise.faultsEnd)
        return body(&planners[name, default: (circuit, CallsUnderWay())])
    }

    @discardableResult
    private mutating func store<Result>(
        _ outside: Outside, _ configuration: RouterConfiguration, _ body: (inout RecoveringCircuit) -> Result
    ) -> Result {
        let settings = configuration.stores
        let circuit = RecoveringCircuit(settings.breaker, maximumCall: settings.budget, faultsEnd: promise.faultsEnd)
        return body(&stores[outside, default: circuit])
    }

    private mutating func ended(
        _ attempt: PlannerAttempt, _ outcome: AttemptOutcome, _ history: RequestHistory?, at now: Timestamp,
        _ configuration: RouterConfiguration
    ) {
        planner(attempt.planner, configuration) { planner in
            planner.calls.end(outcome)
            guard case .failed(let error, _, _) = outcome, let pause = error.retryAfter, history?.isSpoilt != true
            else {
                return
            }
            planner.circuit.pause(until: now + pause)
        }
    }

    private mutating func limited(
        _ decision: RateLimitDecision, _ event: RouterEvent, _ history: RequestHistory?, _ late: RequestHistory?,
        _ configuration: RouterConfiguration
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
        _ outside: Outside, _ failure: StoreFailure, at now: Timestamp, _ configuration: RouterConfiguration
    ) -> Discrepancy? {
        switch failure {
        case .cancelled: nil
        // What a fault left there stays until it is asked for.
        case .unreadable where outside == .store: nil
        case .circuitOpen: store(outside, configuration) { $0.refuse("the \(outside.rawValue)", at: now) }
        default:
            Discrepancy(
                expected: "a \(outside.rawValue) that answers, since the faults are over", found: failure.rawValue)
        }
    }

    /// What is wrong with how a request ended.
    private func fault(
        of answer: Answer, _ history: RequestHistory, at now: Timestamp, _ configuration: RouterConfiguration
    ) -> Discrepancy? {
        let code = answer.outcome.error?.code
        guard let trouble = code?.isTroubleOutside == true ? code?.rawValue : answer.degraded?.rawValue else {
            return nil
        }
        let isPlanners = code?.isTroubleOutside != true || code?.kind == .plannerError || code?.kind == .timeoutError
        if isPlanners, history.hasOwnTrouble || isShortOfTime(history, at: now, configuration) { return nil }
        return Discrepancy(expected: "an answer as without faults, since these are over", found: trouble)
    }

    /// Whether too little time is left to ask a planner.
    private func isShortOfTime(
        _ history: RequestHistory, at now: Timestamp, _ configuration: RouterConfiguration
    ) -> Bool {
        let patience = history.request.deadline ?? configuration.deadline
        let reserve = min(.seconds(1), patience / 10)
        return history.receivedAt + patience < now + reserve + configuration.minimumAttempt
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
