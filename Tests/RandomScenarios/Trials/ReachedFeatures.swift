import Synchronization
import ToolRouter
import ToolRouterReplay

/// What a replay reached, told by its events: words such as `code.rate_limited` or `circuit.slow_ratio`.
final class ReachedFeatures: EventObserver, BreachObserver, FaultObserver {
    private struct State {
        var words: Set<String> = []
        var kinds: [String: String] = [:]
        var events = 0
        /// Requests that a burst has made of recorded ones.
        var copies: Set<RequestID> = []
    }

    private let state = Mutex(State())
    /// How many events a replay may have before it is taken for one that never ends.
    private let mostEvents: Int
    private let interruption: Interruption

    /// - Parameter kinds: the kinds of the fault plan's rules, by their names.
    init(mostEvents: Int, interruption: Interruption, kinds: [String: String]) {
        self.mostEvents = mostEvents
        self.interruption = interruption
        state.withLock { $0.kinds = kinds }
    }

    /// The words.
    var words: Set<String> { state.withLock { $0.words } }
    /// The events so far.
    var events: Int { state.withLock { $0.events } }
    /// The requests that no recording holds.
    var copies: Int { state.withLock { $0.copies.count } }
    /// Whether there were more events than a replay can have.
    var isEndless: Bool { state.withLock { $0.events > mostEvents + 400 * $0.copies.count } }

    func observe(_ event: RouterEvent) {
        let words = Self.words(of: event.kind)
        state.withLock { state in
            state.events += 1
            state.words.formUnion(words)
        }
        if isEndless { interruption.raise() }
    }

    func observe(_ breach: Breach) {}

    func observe(_ fault: InjectedFault) {
        state.withLock { state in
            if fault.seam == .callers, fault.request.text.contains("+") { state.copies.insert(fault.request) }
            let seam = fault.seam.text.prefix { $0 != "." }
            state.words.insert("fault.\(seam).\(state.kinds[fault.rule] ?? "unknown")")
        }
    }

    private static func words(of kind: RouterEvent.Kind) -> [String] {
        switch kind {
        case .rejected: ["event.rejected"]
        case .limited(let decision):
            (decision.isLocal ? ["limit.local.\(decision.isAllowed ? "allowed" : "refused")"] : [])
                + (decision.isAllowed ? [] : ["limit.\(decision.unit.rawValue).\(decision.scope?.rawValue ?? "none")"])
        case .recalled(let recall): ["recall.\(word(of: recall))"]
        case .circuitRefused(_, let wait): [wait == nil ? "circuit.refused_for_ever" : "circuit.refused"]
        case .circuitChanged(_, let change): ["circuit.\(change.to.rawValue)", "circuit.\(change.reason.rawValue)"]
        case .circuitOperated, .shadowCircuitOperated: ["event.operated"]
        case .attemptRefused(_, .busy): ["event.planner_busy"]
        case .attemptRefused(_, .stuck): ["event.planner_stuck"]
        case .budgetRefused(_, let refusal):
            refusal.retryAfter == nil
                ? ["budget.never"] : ["budget.\(refusal.scope.rawValue).\(refusal.period.rawValue)"]
        case .budgetSettled(_, _, let spending):
            (spending.assumed > .zero ? ["budget.assumed"] : [])
        case .attemptStarted(let attempt): attempt.number > 1 ? ["event.second_attempt"] : []
        case .attemptEnded(_, let outcome, _): words(of: outcome, "attempt")
        case .attemptJoined: ["event.joined"]
        case .joinEnded(_, let outcome, _, let pays): words(of: outcome, pays ? "paid_join" : "join")
        case .lateReply: ["event.late_reply"]
        case .lateFailure(_, let failure, _): ["event.late_failure.\(failure.usage == nil ? "unknown" : "known")"]
        case .retrying: ["event.retrying"]
        case .passedOn(_, _, let code): ["next.\(code.rawValue)"]
        case .recalledFor: ["next.recalled"]
        case .repairing(_, let code): ["repair.\(code.rawValue)"]
        case .servedFallback(_, let reason, _): ["fallback.\(reason.map { "stale.\($0.rawValue)" } ?? "fresh")"]
        case .fellBack(let reason, _): ["fallback.rule.\(reason.rawValue)"]
        case .planned(_, let source): ["planned.\(source.rawValue)"]
        case .clarified(let clarification): ["clarified.\(clarification.rawValue)"]
        case .approved(_, let footprint): ["clock.\(footprint.clock.rawValue)"]
        case .disapproved(let error): ["guard.\(error.code.rawValue)"]
        case .ran(_, let result): result.isTruncated ? ["event.truncated"] : ["event.ran"]
        case .runFailed(_, let error): ["run.\(error.code.rawValue)"]
        case .tokensSettled(let estimate, let spent): [spent > estimate ? "tokens.owed" : "tokens.given_back"]
        case .settled(let answer): words(of: answer)
        case .stored: ["cache.stored"]
        case .notStored: ["cache.not_stored"]
        case .storeFailed(let outside, let failure): ["outside.\(outside.rawValue).\(failure.rawValue)"]
        case .storeChanged(let outside, let change): ["outside.\(outside.rawValue).circuit.\(change.to.rawValue)"]
        case .shadowStarted: ["shadow.started"]
        case .shadowPassedOver: ["shadow.passed_over"]
        case .shadowCompared(let candidate, let comparison):
            [
                "compared.\(comparison.end.rawValue)",
                "verdicts.\(comparison.current.name.rawValue).\(comparison.candidate.name.rawValue)",
            ] + (candidate == .selfNoise ? ["shadow.self"] : [])
        case .shadowCircuitChanged(_, let change): ["shadow.circuit.\(change.to.rawValue)"]
        case .shadowEnded(_, let proposal):
            switch proposal.plan {
            case .success: ["shadow.planned"]
            case .failure(let error): ["shadow.\(error.code.rawValue)"]
            }
        case .lateShadowReply: ["shadow.late_reply"]
        case .lateShadowFailure: ["shadow.late_failure"]
        default: []
        }
    }

    private static func words(of answer: Answer) -> [String] {
        ["outcome.\(answer.outcome.name)"] + (answer.outcome.error.map { ["code.\($0.code.rawValue)"] } ?? [])
            + (answer.source.map { ["source.\($0.rawValue)"] } ?? [])
            + (answer.degraded.map { ["degraded.\($0.rawValue)"] } ?? [])
            + (answer.bill.cost.status == .missing ? ["cost.unknown"] : [])
            + (answer.bill.cost.status == .estimated ? ["cost.estimated"] : [])
    }

    private static func words(of outcome: AttemptOutcome, _ what: String) -> [String] {
        switch outcome {
        case .replied(_, _, .success): ["\(what).planned"]
        case .replied(_, _, .failure(let error)): ["\(what).\(error.code.rawValue)"]
        case .failed(let error, let failure, _):
            ["\(what).\(error.code.rawValue)"] + (failure == nil ? ["\(what).no_word"] : [])
        }
    }

    private static func word(of recall: Recall) -> String {
        switch recall {
        case .hit: "hit"
        case .refresh: "refresh"
        case .miss: "miss"
        case .joined: "joined"
        case .disapproved: "disapproved"
        case .bypassed: "bypassed"
        default: "not_asked"
        }
    }
}
