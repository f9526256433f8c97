import Synchronization

extension Router {
    /// Asks the candidates beside the current planner. They have lanes, deadlines and circuits of their own: whatever
    /// they do, the answer neither waits for them nor knows of them.
    func startShadows(_ route: Route, _ progress: Progress) {
        // Whoever joined another request's call is compared there.
        guard route.rawPlan == nil, progress.seat?.isFirst != false, !Task.isCancelled else { return }
        let request = progress.request
        for shadow in shadows where shadow.samples(request.id, seed: configuration.seed) {
            emit(.shadowStarted(shadow.planner.name), request)
            scheduler.spawn { [self] in
                emit(.shadowEnded(shadow.planner.name, await propose(shadow, route, request)), request)
            }
        }
    }

    private func propose(_ shadow: ShadowPlanner, _ route: Route, _ request: Request) async -> ShadowProposal {
        let circuit = circuit(of: shadow.planner)
        do throws(RouterError) {
            let permit = try admit(to: circuit, at: .shadow, request)
            let (proposal, outcome) = await ask(shadow, route, request)
            settle(permit, outcome, on: circuit, request)
            return proposal
        } catch {
            return ShadowProposal(plan: .failure(error), bill: CostMeter().bill, duration: .zero)
        }
    }

    private func ask(
        _ shadow: ShadowPlanner, _ route: Route, _ request: Request
    ) async -> (ShadowProposal, CircuitBreakerOutcome) {
        let started = scheduler.now
        let inquiry = PlannerInquiry(request: request, tool: route.tool, attempt: 1)
        let outcome = await call(shadow.planner, inquiry, by: started + shadow.deadline) { [self] reply in
            emit(.lateShadowReply(shadow.planner.name, reply, bill(for: reply)), request)
        }
        let duration = scheduler.now - started
        func proposal(_ plan: Result<Plan, RouterError>, _ bill: Bill = CostMeter().bill) -> ShadowProposal {
            ShadowProposal(plan: plan, bill: bill, duration: duration)
        }
        let late = RouterError(.plannerTimeout, at: .shadow, "the candidate did not answer in time")
        switch outcome {
        case nil:
            return (proposal(.failure(.stuck(at: .shadow, limit: calls.withLock(\.limit)))), .neutral)
        case .finished(.success(let reply)):
            let plan = decoder.plan(in: reply)
            let proposal = ShadowProposal(plan: plan, bill: bill(for: reply), duration: duration, reply: reply)
            return (proposal, AttemptVerdict(plan).breakerOutcome)
        case .finished(.failure(let failure)):
            return (proposal(.failure(RouterError(failure))), AttemptVerdict(failure).breakerOutcome)
        case .deadlineReached:
            return (proposal(.failure(late)), AttemptVerdict.timedOut.breakerOutcome)
        case .cancelled:
            return (proposal(.failure(late)), .neutral)
        }
    }
}
