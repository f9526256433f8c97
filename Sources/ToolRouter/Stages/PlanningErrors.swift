extension RouterError {
    static func cancelled(at stage: Stage) -> RouterError {
        RouterError(.cancelled, at: stage, "the caller left before the answer")
    }

    /// The attempt's own timeout, or the request's deadline where that came first.
    static func planTimedOut(cutOff: Timestamp, deadline: Timestamp) -> RouterError {
        cutOff < deadline
            ? RouterError(.plannerTimeout, at: .plan, "the planner did not answer in time")
            : RouterError(.deadlineExceeded, at: .plan, "the request's deadline passed while it was planned")
    }

    init(_ failure: PlannerFailure) {
        switch failure {
        case .http(let status, let retryAfter):
            let code: ErrorCode =
                switch status {
                case 429: .providerRateLimited
                case 401, 403: .providerCredentials
                case 404: .providerNotFound
                case 500...: .providerFailed
                default: .providerRejected
                }
            self.init(code, at: .plan, "the planner's provider answered with HTTP \(status)", retryAfter: retryAfter)
        case .connection:
            self.init(.providerUnreachable, at: .plan, "the planner's provider could not be reached")
        case .timeout:
            self.init(.providerTimeout, at: .plan, "the planner's provider gave up")
        case .cancelled:
            self = .cancelled(at: .plan)
        case .unavailable(let reason):
            self.init(.plannerUnavailable, at: .plan, "the planner can't be asked: \(reason)")
        }
    }
}

extension PlanDecoder {
    /// The plan in a reply, or the `planner_error` that its text is.
    func plan(in reply: PlannerReply) -> Result<Plan, RouterError> {
        switch reply.finishReason?.lowercased() {
        case "content_filter", "refusal", "safety":
            return .failure(RouterError(.contentFiltered, at: .plan, "the provider or its model refused to answer"))
        case "length", "max_tokens":
            // What is missing may be the very condition that narrows the statement.
            return .failure(RouterError(.malformedPlan, at: .plan, "the reply was cut off at its token limit"))
        default: break
        }
        return decode(reply.text).mapError { failure in
            RouterError(ErrorCode(failure.code), at: .plan, failure.detail)
        }
    }
}

extension ErrorCode {
    fileprivate init(_ code: PlanDecodingFailure.Code) {
        switch code {
        case .emptyReply: self = .emptyReply
        case .proseReply: self = .proseReply
        case .malformedPlan: self = .malformedPlan
        case .invalidPlan: self = .invalidPlan
        case .surroundingText: self = .surroundingText
        }
    }
}
