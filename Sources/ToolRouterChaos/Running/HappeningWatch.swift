import Synchronization
import ToolRouter
import ToolRouterReplay

/// Notes what happens in one replay, and that it has an end. Confined to the thread that folds its events.
final class HappeningWatch: EventObserver, BreachObserver, @unchecked Sendable {
    /// What has happened so far.
    private(set) var happenings: HappeningSet = []
    private(set) var events = 0
    /// The events beyond which a replay is taken for one that never ends.
    private let mostEvents: Int
    private let interruption: Interruption
    /// How long answers are fresh; nil where none are kept.
    private let ttl: Duration?
    /// When an answer was last stored under a key.
    private var stored: [CacheKey: Timestamp] = [:]

    init(requests: Int, ttl: Duration?, interruption: Interruption) {
        mostEvents = 2_000 + 400 * requests
        self.ttl = ttl
        self.interruption = interruption
    }

    /// Whether there were more events than a replay can have.
    var isEndless: Bool { events > mostEvents }

    func observe(_ breach: Breach) {}

    func observe(_ event: RouterEvent) {
        events += 1
        if isEndless { interruption.raise() }
        if let happening = happening(of: event) { happenings.insert(HappeningSet(happening)) }
    }

    private func happening(of event: RouterEvent) -> Happening? {
        switch event.kind {
        case .limited(let decision):
            if !decision.isAllowed { return decision.unit == .tokens ? .tokenLimitHit : .limitHit }
            return decision.isLocal ? .limiterAlone : nil
        case .rejected(let error), .disapproved(let error), .runFailed(_, let error): return happening(of: error)
        case .recalled(.hit): return .cacheHit
        case .storing(let key, _):
            guard let ttl, let former = stored.updateValue(event.at, forKey: key) else { return nil }
            return event.at > former + ttl ? .ttlExpired : nil
        case .joinEnded: return .callShared
        case .storeFailed: return .storeFailed
        case .storeChanged(_, let change): return change.to == .open ? .storeLeftAlone : nil
        case .circuitChanged(_, let change):
            return switch change.to {
            case .open: .circuitOpened
            case .halfOpen: .circuitProbed
            case .closed: .circuitClosed
            }
        case .shadowCircuitChanged(_, let change): return change.to == .open ? .candidateLeftAlone : nil
        case .retrying: return .retried
        case .attemptEnded(_, .failed(let error, _, _), _):
            return error.code == .plannerTimeout ? .attemptTimedOut : happening(of: error)
        case .attemptEnded(_, .replied(_, _, .failure), _): return .planUnreadable
        case .lateReply: return .lateReply
        case .passedOn: return .nextPlannerAsked
        case .servedFallback(_, let reason, _): return reason == nil ? nil : .staleAnswer
        case .fellBack: return .ruleAnswer
        case .budgetRefused: return .budgetExhausted
        case .clarified: return .askedBack
        case .ran(_, let result): return result.isTruncated ? .truncated : nil
        case .shadowCompared: return .candidateCompared
        case .settled(let answer): return answer.outcome.error.flatMap(happening(of:))
        default: return nil
        }
    }

    private func happening(of error: RouterError) -> Happening? {
        switch error.code {
        case .overloaded: .overloaded
        case .auditUnavailable: .auditUnavailable
        case .budgetExhausted: .budgetExhausted
        case .cancelled: .hungUp
        case .deadlineExceeded: .deadlineReached
        case .executionBudget: .budgetOfStatement
        default: error.stage == .guard ? .sqlRefused : nil
        }
    }
}
