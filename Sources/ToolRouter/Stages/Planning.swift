/// A plan that is adopted, and how it came about.
struct Proposal: Sendable {
    let plan: Plan
    let source: AnswerSource
    /// Why it is second best; nil when it is not.
    var degraded: Degradation?
    /// Whether this request answers for the planner's reply, so that it stores what comes of it.
    var storesResult = false
}

extension Router {
    /// What is to be done about a question.
    enum Decision: Sendable {
        /// Have the guard judge the plan, and run it.
        case run(Proposal)
        /// Serve an answer that was found under a key.
        case serve(FallbackAnswer, Proposal)
        /// Ask the caller back.
        case clarify(Clarification, Proposal)
    }

    /// Decides by the question itself, by the planner or, when the planner can't, by a fallback answer or the rules.
    func plan(
        _ question: AdmittedQuestion, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async throws(RouterError) -> Decision {
        if let plan = route.rawPlan { return decide(adopt(Proposal(plan: plan, source: .raw), state), state) }
        do throws(RouterError) {
            let (plan, pays) = try await askPlanner(question, route, lookup, &state)
            return decide(adopt(Proposal(plan: plan, source: .planner, storesResult: pays), state), state)
        } catch {
            // No one waits for a plan that comes after the caller left or the deadline passed.
            guard error.code != .cancelled, scheduler.now < state.deadline else { throw error }
            let reason: Degradation = error.code == .circuitOpen ? .circuitOpen : .plannerFailed
            if let fallback = await approved(lookup.fallback, state) { return serve(fallback, reason, state) }
            guard let rule = question.match.standIn, let plan = rule.plan else { throw error }
            emit(.fellBack(reason, rule: rule.name), state)
            return decide(adopt(Proposal(plan: plan, source: .rules, degraded: reason), state), state)
        }
    }

    /// The answer before its refresh, when the new plan comes to nothing: an early refresh leaves no caller worse off.
    func beforeRefresh(_ lookup: CacheLookup, _ state: RequestState) async -> Decision? {
        guard let fallback = lookup.fallback, !fallback.isStale, let approved = await approved(fallback, state) else {
            return nil
        }
        return serve(approved, .plannerFailed, state)
    }

    /// Has a fallback answer stand in; `reason` is why, where it is stale.
    private func serve(_ fallback: FallbackAnswer, _ reason: Degradation, _ state: RequestState) -> Decision {
        let reason = fallback.isStale ? reason : nil
        emit(.servedFallback(fallback.key, reason, age: scheduler.now - fallback.answer.storedAt), state)
        let proposal = Proposal(
            plan: fallback.answer.plan, source: fallback.isStale ? .stale : .cache, degraded: reason)
        return .serve(fallback, adopt(proposal, state))
    }

    private func adopt(_ proposal: Proposal, _ state: RequestState) -> Proposal {
        emit(.planned(proposal.plan, proposal.source), state)
        return proposal
    }

    /// Whether the plan is run, or the caller is asked back instead.
    private func decide(_ proposal: Proposal, _ state: RequestState) -> Decision {
        if proposal.plan.isNone { return .clarify(.noTool, proposal) }
        if let confidence = proposal.plan.confidence, confidence < configuration.confidenceThreshold {
            return .clarify(.lowConfidence, proposal)
        }
        return .run(proposal)
    }

    /// Attempts until one gives a plan, the error can't be mended by asking again, or time is short. The plan, and whether
    /// this request answers for the reply.
    private func askPlanner(
        _ question: AdmittedQuestion, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async throws(RouterError) -> (Plan, pays: Bool) {
        let hasFallback = lookup.fallback != nil || question.match.standIn != nil
        let deadline = hasFallback ? state.deadlineWithReserve : state.deadline
        var sharing = lookup.sharing
        var number = 1
        while true {
            let result = try await gateway.ask(
                PlannerInquiry(
                    request: state.request, tool: route.tool, attempt: number, deadline: deadline,
                    catalogue: ToolCatalogue(tools: tools)),
                sharing: sharing, by: deadline, for: caller(attempt: number, state))
            if result.pays, case .replied(let reply, let bill, _) = result.outcome {
                state.costs.add(bill, isMetered: reply.usage != nil)
            }
            switch result.plan {
            case .success(let plan):
                return (plan, result.pays)
            case .failure(let error):
                guard result.verdict.allowsRetry,
                    let delay = configuration.retry.delay(
                        afterAttempt: number, retryAfter: error.retryAfter, now: scheduler.now, deadline: deadline,
                        minimumAttempt: configuration.minimumAttempt, draw: KeyedDraw(seed: configuration.seed),
                        key: state.request.id.text),
                    !gateway.isOpen(at: scheduler.now + delay)
                else { throw error }
                emit(.retrying(after: delay), state)
                do {
                    try await scheduler.sleep(for: delay)
                } catch {
                    throw .cancelled(at: .plan)
                }
                number += 1
                if case .place = sharing { sharing = lookup.key.map(PlannerSharing.key) ?? PlannerSharing.none }
            }
        }
    }

    /// The request as the planner's gateway knows it.
    private func caller(attempt number: Int, _ state: RequestState) -> PlannerCaller {
        let attempt = PlannerAttempt(number: number, planner: gateway.planner.name, model: gateway.planner.model)
        let (request, allowance) = (state.request, state.allowance)
        return PlannerCaller(hasShorterDeadline: state.hasShorterDeadline, requestedAt: state.arrivedAt) {
            [self] event in
            switch event {
            case .circuitChanged(let transition): emit(.circuitChanged(transition), request)
            case .circuitRefused(let retryAfter): emit(.circuitRefused(retryAfter: retryAfter), request)
            case .callRefused(let refusal): emit(.attemptRefused(refusal), request)
            case .started: emit(.attemptStarted(attempt), request)
            case .joined: emit(.attemptJoined(attempt), request)
            case .stripped(let wrappings): emit(.replyStripped(wrappings), request)
            case .ended(let result):
                emit(
                    result.isJoined
                        ? .joinEnded(attempt, result.outcome, duration: result.duration, pays: result.pays)
                        : .attemptEnded(attempt, result.outcome, duration: result.duration), request)
            case .lateReply(let reply, let bill):
                emit(.lateReply(attempt, reply, bill), request)
                settleLate(reply, bill, of: attempt, request, allowance)
            }
        }
    }
}
