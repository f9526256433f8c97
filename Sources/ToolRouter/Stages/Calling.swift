import Synchronization

extension Router {
    /// Asks `planner` once, by `deadline` whatever it does; a reply that comes too late goes to `late`. Nil when so many
    /// calls to it were left behind that no more is started.
    func call(
        _ planner: any Planner, _ inquiry: PlannerInquiry, by deadline: Timestamp,
        late: @escaping @Sendable (PlannerReply) -> Void
    ) async -> DeadlineOutcome<Result<PlannerReply, PlannerFailure>>? {
        guard let number = calls.withLock({ $0.begin(to: circuit(of: planner)) }) else { return nil }
        let outcome = await scheduler.run(by: deadline) { (result: Result<PlannerReply, PlannerFailure>) in
            if case .success(let reply) = result { late(reply) }
        } _: { [self] in
            let result = await planner.propose(inquiry)
            calls.withLock { $0.end(number) }
            return result
        }
        switch outcome {
        case .finished(.failure(.cancelled)):
            // Nobody cancelled it: neither the caller nor the deadline. It gave up by itself.
            return .finished(.failure(.connection))
        case .finished:
            return outcome
        case .deadlineReached, .cancelled:
            calls.withLock { $0.abandon(number) }
            return outcome
        }
    }
}

extension RouterError {
    /// The error of a planner that too many calls were left behind at.
    static func stuck(at stage: Stage, limit: Int) -> RouterError {
        RouterError(
            .plannerStuck, at: stage,
            "the planner still holds \(limit) calls that nobody waits for any more, so no more is started")
    }
}
