package import ToolRouter

extension RecordedOutcome {
    /// What a recording keeps of what a planner said; nil where the planner was not asked, or not to the end.
    package init?(_ result: Result<PlannerReply, PlannerFailure>) {
        switch result {
        case .success(let reply):
            self = .reply(content: reply.text, usage: reply.usage, finishReason: reply.finishReason)
        case .failure(let failure): self.init(failure, usage: nil)
        }
    }

    private init?(_ failure: PlannerFailure, usage: TokenUsage?) {
        switch failure {
        case .http(let status, let retryAfter):
            guard HTTPStatus.range.contains(Int64(status)) else { return nil }
            self = .error(.http(status: status), retryAfter: retryAfter, usage: usage)
        // A success without a reply that can be read.
        case .unreadable: self = .error(.http(status: 200), retryAfter: nil, usage: usage)
        case .connection: self = .error(.connection, retryAfter: nil, usage: usage)
        case .timeout: self = .error(.timeout, retryAfter: nil, usage: usage)
        case .cancelled, .unavailable: return nil
        case .metered(let failure, let usage, _): self.init(failure, usage: usage)
        }
    }
}
