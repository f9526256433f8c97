extension Router {
    /// A candidate with its gateway.
    struct Candidate: Sendable {
        let shadow: ShadowPlanner
        let gateway: PlannerGateway

        var name: PlannerName { shadow.planner.name }
    }

    /// Asks the candidates beside the current planner. They have lanes, deadlines and gateways of their own: whatever they
    /// do, the answer neither waits for them nor knows of them.
    func startShadows(_ route: Route, _ lookup: CacheLookup, _ state: RequestState) {
        guard route.rawPlan == nil, !Task.isCancelled else { return }
        // A request that joined another one's call is compared there.
        if case .place = lookup.sharing { return }
        let (request, arrivedAt) = (state.request, state.arrivedAt)
        for candidate in candidates where candidate.shadow.samples(request.id, seed: configuration.seed) {
            emit(.shadowStarted(candidate.name), request)
            scheduler.spawn { [self] in
                let proposal = await propose(candidate, route, request, requestedAt: arrivedAt)
                emit(.shadowEnded(candidate.name, proposal), request)
                audit?.note(AuditRecord(request: request, at: scheduler.now, .shadow(candidate.name, proposal)))
            }
        }
    }

    private func propose(
        _ candidate: Candidate, _ route: Route, _ request: Request, requestedAt: Timestamp
    ) async -> ShadowProposal {
        let inquiry = PlannerInquiry(
            request: request, tool: route.tool, attempt: 1,
            catalogue: ToolCatalogue(tools: tools))
        let caller = PlannerCaller(request: request, hasShorterDeadline: false, requestedAt: requestedAt) {
            [self] event in
            switch event {
            case .circuitChanged(let transition): emit(.shadowCircuitChanged(candidate.name, transition), request)
            case .lateReply(let reply, let bill):
                emit(.lateShadowReply(candidate.name, reply, bill), request)
                audit?.note(AuditRecord(request: request, at: scheduler.now, .lateShadowUsage(candidate.name, bill)))
            case .lateFailure(let failure, let bill):
                emit(.lateShadowFailure(candidate.name, failure, bill), request)
                audit?.note(AuditRecord(request: request, at: scheduler.now, .lateShadowUsage(candidate.name, bill)))
            case .budgetRefused(let refusal): emit(.budgetRefused(candidate.name, refusal), request)
            case .budgetReserved(let reservation): emit(.budgetReserved(candidate.name, reservation), request)
            case .budgetSettled(let reservation, let spending):
                emit(.budgetSettled(candidate.name, reservation, spending), request)
            case .decided(let decision): emit(.decided(decision), request)
            case .finished(let call): emit(.callFinished(call), request)
            case .circuitRefused, .callRefused, .started, .joined, .stripped, .ended: break
            }
        }
        do throws(RouterError) {
            // The candidate's own timeout is that of its attempt.
            let result = try await candidate.gateway.ask(
                inquiry, sharing: .none, by: nil, for: caller)
            return ShadowProposal(result)
        } catch {
            return ShadowProposal(plan: .failure(error), bill: .nothing, duration: .zero)
        }
    }
}

extension ShadowProposal {
    fileprivate init(_ result: AttemptResult) {
        self.init(plan: result.plan, bill: result.bill, duration: result.duration)
        switch result.outcome {
        case .replied(let reply, _, _): self.reply = reply
        case .failed(_, let failure, _): self.failure = failure
        }
    }
}
