import ToolRouter

/// Each call to a planner that was made ends once: in time, or as one that was left behind, with a reply or without one. So
/// no call is free because nobody waited for it.
struct CallsAccountedFor: Invariant {
    static let name = "calls_accounted_for"
    var kinds: EventKinds {
        [
            .attemptStarted, .attemptEnded, .joinEnded, .lateReply, .lateFailure, .shadowEnded, .lateShadowReply,
            .lateShadowFailure,
        ]
    }

    private var made = ValuesByPlanner<Int>()
    private var ended = ValuesByPlanner<Int>()
    /// Calls of candidates that were left behind.
    private var left = ValuesByPlanner<Int>()
    /// Calls of candidates that ended after that.
    private var late = ValuesByPlanner<Int>()

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .attemptStarted(let attempt): made[attempt.planner, default: 0] += 1
        case .attemptEnded(let attempt, let outcome, _) where outcome.isWord: ended[attempt.planner, default: 0] += 1
        case .joinEnded(let attempt, let outcome, _, pays: true) where outcome.isWord:
            ended[attempt.planner, default: 0] += 1
        case .lateReply(let attempt, _, _), .lateFailure(let attempt, _, _): ended[attempt.planner, default: 0] += 1
        case .shadowEnded(let candidate, let proposal) where proposal.isLeftBehind: left[candidate, default: 0] += 1
        case .lateShadowReply(let candidate, _, _), .lateShadowFailure(let candidate, _, _):
            late[candidate, default: 0] += 1
        default: break
        }
        return nil
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        var discrepancies: [Discrepancy] = []
        for planner in Set(made.names).union(ended.names).sorted() where made[planner] != ended[planner] {
            discrepancies.append(
                Discrepancy(
                    expected: "an end of each of \(made[planner] ?? 0) calls to planner \(planner)",
                    found: "\(ended[planner] ?? 0)"))
        }
        for candidate in Set(left.names).union(late.names).sorted() where left[candidate] != late[candidate] {
            discrepancies.append(
                Discrepancy(
                    expected: "an end of each of \(left[candidate] ?? 0) calls to candidate \(candidate) left behind",
                    found: "\(late[candidate] ?? 0)"))
        }
        return discrepancies
    }
}

extension ShadowProposal {
    /// Whether a call was made that had not ended by then: a candidate's own timeout is all that cuts it off.
    var isLeftBehind: Bool {
        guard reply == nil, failure == nil, case .failure(let error) = plan else { return false }
        return error.code == .plannerTimeout
    }
}
