import ToolRouter
import ToolRouterTools

/// Nothing is approved that the caller's role may not, nothing runs but the very plan that the guard approved last, and rows come only from such a run or from the cache: from
/// a hit, or from a fallback answer that stood in.
struct ApprovedRuns: Invariant {
    static let name = "approved_runs"
    var kinds: EventKinds { [.approved, .ran, .runFailed, .settled] }

    private var rights: CallerRights

    init(_ rights: CallerRights = CallerRights()) {
        self.rights = rights
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard let history else { return nil }
        switch event.kind {
        case .approved(let plan, let footprint):
            // Rights are about tables, columns and functions of databases.
            return rights.fault(
                of: plan.tool == .sql ? footprint : Footprint(), for: history.request.caller)
        case .ran(let plan, _), .runFailed(let plan, _):
            guard let approved = history.approved else {
                return Discrepancy(expected: "no run without the guard's approval", found: "a run")
            }
            return approved.runsTheSame(as: plan)
                ? nil : Discrepancy(expected: "a run of the plan that the guard approved", found: "another plan's run")
        case .settled(let answer):
            guard case .answered = answer.outcome, !history.hasRun, !isFromCache(answer, history) else { return nil }
            return Discrepancy(expected: "an answer from an approved run or the cache", found: "one from neither")
        default:
            return nil
        }
    }

    /// Whether the answer is said to be from where it was found.
    private func isFromCache(_ answer: Answer, _ history: RequestHistory) -> Bool {
        switch answer.source {
        case .cache: history.hit != nil || history.fallback == .fresh
        case .stale: history.fallback == .stale
        default: false
        }
    }
}

extension Plan {
    /// Whether both call the same tool with the same bytes; what only looks the same is another call.
    fileprivate func runsTheSame(as other: Plan) -> Bool {
        tool == other.tool && arguments == other.arguments
    }
}
