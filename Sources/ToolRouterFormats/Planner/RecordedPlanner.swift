package import ToolRouter

/// A planner that says what a planner once said, after the time it took then, or when it is cancelled.
package struct RecordedPlanner: Planner {
    package let name: PlannerName
    package let model: String
    package let promptFingerprint: String
    private let episodes: any EpisodeSource
    private let scheduler: any Scheduler

    /// - Parameters:
    ///   - model: the model the router believes it asks; the price goes by the recorded one, where it is known.
    ///   - episodes: where the recorded attempts are found.
    package init(name: PlannerName, model: String, episodes: any EpisodeSource, scheduler: any Scheduler) {
        self.name = name
        self.model = model
        self.promptFingerprint = "recorded"
        self.episodes = episodes
        self.scheduler = scheduler
    }

    package func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        guard let attempt = episodes.attempt(inquiry.attempt, for: inquiry.request, at: name) else {
            return .failure(.unavailable("nothing was recorded for this question"))
        }
        // Whoever hangs up on a provider pays all the same, so a call that is cut short ends as it did then, too late.
        try? await scheduler.sleep(for: attempt.latency)
        switch attempt.outcome {
        case .reply(let content, let usage, let finishReason):
            return .success(
                PlannerReply(
                    text: content, model: attempt.model ?? model, usage: usage, finishReason: finishReason))
        case .error(let kind, let retryAfter, let usage):
            let failure = PlannerFailure(kind, retryAfter: retryAfter)
            return .failure(usage.map { .metered(failure, $0, model: attempt.model) } ?? failure)
        }
    }
}

extension PlannerFailure {
    /// The recorded failure.
    fileprivate init(_ kind: RecordedErrorKind, retryAfter: Duration?) {
        switch kind {
        case .http(let status): self = .http(status: status, retryAfter: retryAfter)
        case .timeout: self = .timeout
        case .connection: self = .connection
        case .unavailable: self = .unavailable("it could not be asked when this was recorded")
        }
    }
}

/// Finds what a planner said to a request.
package protocol EpisodeSource: Sendable {
    /// What was recorded for the attempt of that number, from 1, which is the first that no other attempt of the request got;
    /// beyond the last one the last one again; nil when there is none.
    func attempt(_ number: Int, for request: Request, at planner: PlannerName) -> RecordedAttempt?
}
