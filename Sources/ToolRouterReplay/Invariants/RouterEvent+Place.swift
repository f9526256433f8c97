import ToolRouter
import ToolRouterFormats

extension RouterEvent.Kind {
    /// The stage that an event belongs to.
    var stage: Stage? {
        if let word = trailWord { return Trail.stage(of: word) }
        return switch self {
        case .received: .admit
        case .storing, .notStored, .tokensSettled: .settle
        case .attemptStarted, .attemptJoined, .lateReply, .lateFailure, .planned, .budgetReserved, .budgetSettled,
            .budgetRefused, .circuitOperated, .callFinished:
            .plan
        case .storeChanged(let outside, _), .waited(let outside, _): outside.stage
        case .decided: nil
        default: .shadow
        }
    }

    /// The error that an event tells of, if any.
    var code: ErrorCode? {
        switch self {
        case .rejected(let error), .disapproved(let error), .runFailed(_, let error): error.code
        case .attemptEnded(_, .failed(let error, _, _), _), .joinEnded(_, .failed(let error, _, _), _, _),
            .attemptEnded(_, .replied(_, _, .failure(let error)), _),
            .joinEnded(_, .replied(_, _, .failure(let error)), _, _):
            error.code
        case .settled(let answer): answer.outcome.error?.code
        default: nil
        }
    }
}

extension Outside {
    /// The stage that waits for it.
    fileprivate var stage: Stage {
        switch self {
        case .limiter: .admit
        case .store: .recall
        case .audit: .settle
        }
    }
}
