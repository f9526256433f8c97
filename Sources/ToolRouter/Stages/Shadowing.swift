extension Router {
    /// Asks the candidates beside the current planner. They have lanes and deadlines of their own: whatever they do,
    /// the answer neither waits for them nor knows of them.
    func startShadows(_ route: Route, _ progress: Progress) {
        guard route.rawPlan == nil else { return }
        let request = progress.request
        for shadow in shadows where shadow.samples(request.id, seed: configuration.seed) {
            emit(.shadowStarted(shadow.planner.name), request)
            scheduler.spawn { [self] in
                emit(.shadowEnded(shadow.planner.name, await propose(shadow, route, request)), request)
            }
        }
    }

    private func propose(_ shadow: ShadowPlanner, _ route: Route, _ request: Request) async -> ShadowProposal {
        let started = scheduler.now
        let inquiry = PlannerInquiry(request: request, tool: route.tool, attempt: 1)
        let outcome = await scheduler.run(by: started + shadow.deadline) {
            [self] (late: Result<PlannerReply, PlannerFailure>) in
            if case .success(let reply) = late {
                emit(.lateShadowReply(shadow.planner.name, reply, bill(for: reply)), request)
            }
        } _: {
            await shadow.planner.propose(inquiry)
        }
        let duration = scheduler.now - started
        switch outcome {
        case .finished(.success(let reply)):
            return ShadowProposal(
                plan: RouterError.decode(reply), bill: bill(for: reply), duration: duration, reply: reply)
        case .finished(.failure(let failure)):
            return ShadowProposal(plan: .failure(RouterError(failure)), bill: CostMeter().bill, duration: duration)
        case .deadlineReached, .cancelled:
            let error = RouterError(.plannerTimeout, at: .shadow, "the candidate did not answer in time")
            return ShadowProposal(plan: .failure(error), bill: CostMeter().bill, duration: duration)
        }
    }
}
