/// What a planner's failure means: the one table of statuses, breaker outcomes, retries and codes.
struct PlannerFailureMeaning: Hashable, Sendable {
    /// Whether it counts as a failure of the planner; else it says nothing about it.
    let blamesPlanner: Bool
    /// Whether asking again at once may help.
    let allowsRetry: Bool
    /// The reason as clients see it.
    let code: ErrorCode

    fileprivate init(blames planner: Bool, retry: Bool, _ code: ErrorCode) {
        blamesPlanner = planner
        allowsRetry = retry
        self.code = code
    }
}

extension PlannerFailure {
    /// What it means. The provider's faults and those of its account are failures of the planner; what the request itself
    /// caused is neutral (RFC 9110, section 15; 402, 425 and 529 as providers use them).
    var meaning: PlannerFailureMeaning {
        switch self {
        case .http(let status, _): Self.meaning(ofStatus: status)
        case .connection: .init(blames: true, retry: true, .providerUnreachable)
        case .timeout: .init(blames: true, retry: true, .providerTimeout)
        case .unreadable: .init(blames: true, retry: true, .providerUnreadable)
        case .cancelled: .init(blames: false, retry: false, .cancelled)
        case .unavailable: .init(blames: false, retry: false, .plannerUnavailable)
        }
    }

    private static func meaning(ofStatus status: Int) -> PlannerFailureMeaning {
        switch status {
        case 401, 402, 403: .init(blames: true, retry: false, .providerCredentials)
        case 404: .init(blames: true, retry: false, .providerNotFound)
        case 408: .init(blames: true, retry: true, .providerTimeout)
        case 409, 425: .init(blames: true, retry: true, .providerFailed)
        case 429: .init(blames: true, retry: true, .providerRateLimited)
        case 400..<500: .init(blames: false, retry: false, .providerRejected)
        case 500...: .init(blames: true, retry: true, .providerFailed)
        // A redirect that is not followed, or a success that is none: the address or what answers there is wrong.
        default: .init(blames: true, retry: false, .providerUnreadable)
        }
    }

    /// The pause that the provider asked for.
    var retryAfter: Duration? {
        if case .http(_, let retryAfter) = self { retryAfter } else { nil }
    }
}

extension RouterError {
    /// The error that a planner's failure is. Nothing that came from the outside is in its words but the status.
    init(_ failure: PlannerFailure, at stage: Stage) {
        let detail =
            switch failure {
            case .http(let status, _): "the planner's provider answered with HTTP \(status)"
            case .connection: "the planner's provider could not be reached"
            case .timeout: "the planner's provider gave up"
            case .unreadable: "the planner's provider answered with something that can't be read"
            case .cancelled: "the caller left before the answer"
            case .unavailable: "the planner can't be asked"
            }
        self.init(failure.meaning.code, at: stage, detail, retryAfter: failure.retryAfter)
    }

    /// The error of a request that no call is made for, since the planner holds too many.
    init(_ refusal: PlannerCallRefusal, at stage: Stage) {
        switch refusal {
        case .busy(let inFlight):
            self.init(
                .overloaded, at: stage, "the planner answers \(inFlight) calls already, so no more is made",
                hint: "ask again in \(RouterError.overloadPause.millisecondsRoundedUp) ms",
                retryAfter: RouterError.overloadPause)
        case .stuck(let abandoned):
            self.init(
                .plannerStuck, at: stage,
                "the planner still holds \(abandoned) abandoned calls, so no more is started")
        }
    }

    /// When to ask again where too much is under way: a second, the time in which most calls end.
    static let overloadPause = Duration.seconds(1)

    static func cancelled(at stage: Stage) -> RouterError {
        RouterError(.cancelled, at: stage, "the caller left before the answer")
    }
}
