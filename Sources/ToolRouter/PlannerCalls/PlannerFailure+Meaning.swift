/// What a planner's failure means to its circuit, to retries and to clients.
struct PlannerFailureMeaning: Hashable, Sendable {
    /// Whether it counts as a failure of the planner; else it says nothing about it.
    let blamesPlanner: Bool
    /// Whether asking again at once may help.
    let allowsRetry: Bool
    /// The reason as clients see it.
    let code: ErrorCode

    init(blames planner: Bool, retry: Bool, _ code: ErrorCode) {
        blamesPlanner = planner
        allowsRetry = retry
        self.code = code
    }
}

extension PlannerFailure {
    /// What it means; `ProviderStatus` has the statuses.
    var meaning: PlannerFailureMeaning {
        switch self {
        case .http(let status, _): ProviderStatus.row(of: status).meaning
        case .connection: .init(blames: true, retry: true, .providerUnreachable)
        case .timeout: .init(blames: true, retry: true, .providerTimeout)
        case .unreadable: .init(blames: true, retry: true, .providerUnreadable)
        case .cancelled: .init(blames: false, retry: false, .cancelled)
        case .unavailable: .init(blames: false, retry: false, .plannerUnavailable)
        case .metered(let failure, _, _): failure.meaning
        }
    }

    /// The reason as clients see it, from the closed list.
    package var code: ErrorCode { meaning.code }

    /// The pause that the provider asked for.
    var retryAfter: Duration? {
        switch self {
        case .http(_, let retryAfter): retryAfter
        case .metered(let failure, _, _): failure.retryAfter
        case .connection, .timeout, .unreadable, .cancelled, .unavailable: nil
        }
    }
}

extension RouterError {
    /// The error that a planner's failure is. Nothing that came from the outside is in its words but the status.
    init(_ failure: PlannerFailure, at stage: Stage) {
        if case .metered(let failure, _, _) = failure {
            self.init(failure, at: stage)
            return
        }
        let detail =
            switch failure {
            case .http(let status, _):
                "the planner's provider answered with HTTP \(status): \(ProviderStatus.row(of: status).reason)"
            case .connection: "the planner's provider could not be reached"
            case .timeout: "the planner's provider gave up"
            case .unreadable: "the planner's provider answered with something that can't be read"
            case .cancelled: "the caller left before the answer"
            case .unavailable: "the planner can't be asked"
            case .metered: preconditionFailure("a failure is metered once, found \(failure)")
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
