extension Router {
    /// Asks the candidates beside the current planner. They have lanes, deadlines and gateways of their own: whatever they
    /// do, the answer neither waits for them nor knows of them.
    ///
    /// As many lanes wait at once as requests are in flight, for each candidate, and what one holds meanwhile has a bound.
    func startShadows(_ route: Route, _ lookup: CacheLookup, _ state: inout RequestState) {
        guard !candidates.isEmpty, !route.hasPlan, !Task.isCancelled else { return }
        // A request that joined another one's call is compared there.
        if case .place = lookup.sharing { return }
        let (request, arrivedAt) = (state.request, state.arrivedAt)
        for candidate in candidates {
            candidate.counts.addEligible()
            guard candidate.shadow.samples(request.id, seed: configuration.seed) else {
                emit(.shadowPassedOver(candidate.name), request)
                continue
            }
            let current = state.current ?? CurrentPlan()
            state.current = current
            let eligible = candidate.counts.takeEligible()
            emit(.shadowStarted(candidate.name), request)
            scheduler.spawn { [self] in
                let deadline = scheduler.now + candidate.shadow.deadline
                var proposed = await propose(candidate, route, request, requestedAt: arrivedAt)
                emit(.shadowEnded(candidate.name, proposed.proposal), request)
                proposed.proposal.reply = nil
                let judged = await judge(&proposed, of: candidate, request, by: deadline)
                let comparison = compare(proposed, judged, with: await current.outcome, eligible: eligible)
                emit(.shadowCompared(candidate.name, comparison), request)
                audit?.note(AuditRecord(request: request, at: scheduler.now, .shadow(candidate.name, comparison)))
            }
        }
    }

    /// Keeps what the first attempt at the first planner brought: that is what candidates are compared with.
    func noteFirst(_ result: AttemptResult, _ state: RequestState) {
        state.current?.take(result) { clarification(for: $0) == nil ? .unjudged : .clarification }
    }

    /// What a candidate said, and how the request was lost where it said nothing.
    private struct Proposed {
        var proposal: ShadowProposal
        var end: ShadowEnd?
    }

    private func propose(
        _ candidate: Candidate, _ route: Route, _ request: Request, requestedAt: Timestamp
    ) async -> Proposed {
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
            return Proposed(proposal: ShadowProposal(result), end: ShadowEnd(lostWith: result))
        } catch {
            return Proposed(
                proposal: ShadowProposal(plan: .failure(error), bill: .nothing, duration: .zero),
                end: ShadowEnd(notAskedFor: error))
        }
    }

    /// Has the guard judge the candidate's plan, which nobody runs; nil where it has none.
    private func judge(
        _ proposed: inout Proposed, of candidate: Candidate, _ request: Request, by deadline: Timestamp
    ) async -> JudgedPlan? {
        guard case .success(let plan) = proposed.proposal.plan else { return nil }
        if plan.bytes > ShadowComparison.largestPlan { proposed.proposal.plan = .success(plan.withoutArguments) }
        if clarification(for: plan) != nil { return JudgedPlan(plan, .clarification) }
        guard candidate.counts.beginGuarding() else { return JudgedPlan(plan, .unjudged) }
        guard tool(named: plan.tool)?.mayWait ?? false else {
            defer { candidate.counts.endGuarding() }
            return JudgedPlan(plan, await judgement(of: plan, request))
        }
        guard await candidate.turn.take(by: deadline, scheduler) else {
            candidate.counts.endGuarding()
            return JudgedPlan(plan, .unjudged)
        }
        let outcome = await scheduler.run(by: deadline) { (_: Result<Footprint, RouterError>) in
            // Nobody waits for it any more.
        } _: { [self] in
            // The turn is another's only when this one's lane is free, however long it is left behind by then.
            defer {
                candidate.turn.giveBack()
                candidate.counts.endGuarding()
            }
            return await judgement(of: plan, request)
        }
        guard case .finished(let judgement) = outcome else { return JudgedPlan(plan, .unjudged) }
        return JudgedPlan(plan, judgement)
    }

    private func judgement(of plan: Plan, _ request: Request) async -> Result<Footprint, RouterError> {
        do throws(RouterError) {
            return .success(try await judge(plan, request).footprint)
        } catch {
            return .failure(error)
        }
    }

    private func compare(
        _ proposed: Proposed, _ candidate: JudgedPlan?, with outcome: CurrentPlan.Outcome?, eligible: Int
    ) -> ShadowComparison {
        let current: JudgedPlan? = if case .plan(let plan) = outcome?.reply { plan } else { nil }
        let end =
            switch (proposed.end, outcome?.reply) {
            case (let end?, _): end
            case (nil, nil): ShadowEnd.cancelled
            case (nil, .absent): ShadowEnd.currentAbsent
            case (nil, .unreadable): ShadowEnd.unreadable
            case (nil, .plan(let current)): candidate.map { current.end(of: $0, tools) } ?? ShadowEnd.unreadable
            }
        return ShadowComparison(
            proposal: proposed.proposal, end: end, candidate: candidate?.verdict ?? .absent,
            current: current?.verdict ?? .absent, currentPlanner: gateways[0].name,
            currentTool: current?.plan.tool,
            hasSameReads: candidate.flatMap { current?.hasSameReads(as: $0) }, currentBill: outcome?.bill ?? .nothing,
            currentDuration: outcome?.duration ?? .zero, eligible: eligible)
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

extension ShadowEnd {
    /// Why the candidate was not asked.
    fileprivate init(notAskedFor error: RouterError) {
        self =
            switch error.code {
            case .circuitOpen: .circuitOpen
            case .cancelled: .cancelled
            case _ where error.isForWantOfMoney: .budgetExhausted
            default: .busy
            }
    }

    /// How the request was lost to an attempt that brought no reply; nil where it brought one, be it without a plan.
    fileprivate init?(lostWith result: AttemptResult) {
        switch result.outcome {
        case .replied: return nil
        case .failed(_, .some, _): self = .failed
        case .failed(let error, nil, _): self = error.code == .cancelled ? .cancelled : .timedOut
        }
    }
}
