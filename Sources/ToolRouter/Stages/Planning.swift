/// A plan that is adopted, and how it came about.
struct Proposal: Sendable {
    var plan: Plan
    let source: AnswerSource
    /// The planner whose plan it is; nil when it is no planner's.
    var planner: PlannerName?
    /// Why it is second best; nil when it is not.
    var degraded: Degradation?
    /// The planner's attempt that brought it, from 1.
    var attempt = 1
    /// The key under which what comes of it is stored; nil where nothing is, or where another request answers for the reply.
    var storesUnder: CacheKey?
    /// Whether it took the place of a plan that the guard refused.
    var isRepaired = false
}

extension Router {
    /// What is to be done about a question; one reference, see `Conclusion`.
    indirect enum Decision: Sendable {
        /// Have the guard judge the plan, and run it.
        case run(Proposal)
        /// Serve an answer that was found under a key.
        case serve(FallbackAnswer, Proposal)
        /// Ask the caller back.
        case clarify(Clarification, Proposal)
    }

    /// Decides by the question itself, by a rule that answers at once, by a planner or, when none can, by a fallback answer or the rules.
    func plan(
        _ question: AdmittedQuestion, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async throws(RouterError) -> Decision {
        if let plan = route.rawPlan { return decide(adopt(Proposal(plan: plan, source: .raw), state), state) }
        if let plan = route.answer { return decide(adopt(Proposal(plan: plan, source: .rules), state), state) }
        do throws(RouterError) {
            return try await askPlanners(hasStandIn: question.match.standIn != nil, route, lookup, &state)
        } catch {
            // No one waits for a plan that comes after the caller left or the deadline passed.
            guard error.code != .cancelled, scheduler.now < state.deadline else { throw error }
            let reason = Degradation(error)
            let fallback = await approved(lookup.fallback, &state)
            if reason == .budgetExhausted, configuration.budgets.over == .refuse, fallback?.isStale ?? true {
                throw error
            }
            if let fallback { return serve(fallback, reason, state) }
            guard let standIn = question.match.standIn, let plan = standIn.plan(for: state.request.question) else {
                throw error
            }
            emit(.fellBack(reason, rule: standIn.rule.name), state)
            return decide(adopt(Proposal(plan: plan, source: .rules, degraded: reason), state), state)
        }
    }

    /// The answer before its refresh, when the new plan comes to nothing: an early refresh leaves no caller worse off.
    func beforeRefresh(_ lookup: CacheLookup, _ state: inout RequestState) async -> Decision? {
        guard let fallback = lookup.fallback, !fallback.isStale, let approved = await approved(fallback, &state) else {
            return nil
        }
        return serve(approved, .plannerFailed, state)
    }

    /// Has a fallback answer stand in; `reason` is why, where it is stale.
    private func serve(_ fallback: FallbackAnswer, _ reason: Degradation, _ state: RequestState) -> Decision {
        let reason = fallback.isStale ? reason : nil
        emit(.servedFallback(fallback.key, reason, age: scheduler.now - fallback.answer.storedAt), state)
        let proposal = Proposal(
            plan: fallback.answer.plan, source: fallback.isStale ? .stale : .cache, planner: gateways[0].name,
            degraded: reason)
        return .serve(fallback, adopt(proposal, state))
    }

    func adopt(_ proposal: Proposal, _ state: RequestState) -> Proposal {
        emit(.planned(proposal.plan, proposal.source), state)
        return proposal
    }

    /// Whether the plan is run, or the caller is asked back instead.
    func decide(_ proposal: Proposal, _ state: RequestState) -> Decision {
        clarification(for: proposal.plan).map { .clarify($0, proposal) } ?? .run(proposal)
    }

    /// Why the caller is asked back instead of `plan` being run; nil where it is not.
    func clarification(for plan: Plan) -> Clarification? {
        if plan.isNone { return .noTool }
        if let confidence = plan.confidence, confidence < configuration.confidenceThreshold { return .lowConfidence }
        return nil
    }
}

extension Degradation {
    /// Why something stands in for the planner that gave no plan.
    init(_ error: RouterError) {
        self =
            error.code == .circuitOpen ? .circuitOpen : error.isForWantOfMoney ? .budgetExhausted : .plannerFailed
    }
}
