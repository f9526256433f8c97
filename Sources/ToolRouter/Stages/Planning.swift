import Synchronization

extension Router {
    /// A plan from the question itself, the planner or, when the planner can't, a kept answer or the rules.
    func plan(
        _ route: Route, _ memory: Memory, _ progress: inout Progress
    ) async throws(RouterError) -> (Plan, AnswerSource) {
        if let plan = route.rawPlan { return adopt(plan, .raw, &progress) }
        do throws(RouterError) {
            let plan = try await askPlanner(route, &progress)
            return adopt(plan, .planner, &progress)
        } catch {
            // Nobody waits for a plan that comes after the caller left or the deadline passed.
            guard error.code != .cancelled, scheduler.now < progress.deadline else { throw error }
            let reason: Degradation = error.code == .circuitOpen ? .circuitOpen : .plannerFailed
            if let kept = await approved(memory.kept, progress) { return serve(kept, reason, &progress) }
            guard let rule = progress.rules.standIn, let plan = rule.plan else { throw error }
            progress.degraded = reason
            emit(.fellBack(reason, rule: rule.name), progress)
            return adopt(plan, .rules, &progress)
        }
    }

    /// The answer that was to be renewed, when the new plan comes to nothing: nobody is worse off for an early refresh.
    func unrenewed(_ memory: Memory, _ progress: inout Progress) async -> Answer? {
        guard let fresh = memory.kept, fresh.answer.freshFor >= .zero, let kept = await approved(fresh, progress)
        else { return nil }
        let (plan, source) = serve(kept, .plannerFailed, &progress)
        return settle(.answered(kept.answer.result), plan, source, progress)
    }

    /// Has a kept answer stand in; `reason` is why, where it is stale.
    private func serve(
        _ kept: FallbackAnswer, _ reason: Degradation, _ progress: inout Progress
    ) -> (Plan, AnswerSource) {
        let isStale = kept.answer.freshFor < .zero
        if isStale { progress.degraded = reason }
        emit(.servedFallback(kept.key, isStale ? reason : nil, age: scheduler.now - kept.answer.storedAt), progress)
        return adopt(kept.answer.plan, isStale ? .stale : .cache, &progress)
    }

    /// Why the caller must be asked back instead.
    func doubt(about plan: Plan, _ progress: Progress) -> Clarification? {
        let doubt: Clarification? =
            if plan.isNone {
                .noTool
            } else if let confidence = plan.confidence, confidence < configuration.confidenceThreshold {
                .lowConfidence
            } else {
                nil
            }
        if let doubt { emit(.clarified(doubt), progress) }
        return doubt
    }

    private func adopt(_ plan: Plan, _ source: AnswerSource, _ progress: inout Progress) -> (Plan, AnswerSource) {
        progress.plan = plan
        progress.source = source
        emit(.planned(plan, source), progress)
        return (plan, source)
    }

    /// Attempts until one gives a plan, the error can't be mended by asking again, or time is short.
    private func askPlanner(_ route: Route, _ progress: inout Progress) async throws(RouterError) -> Plan {
        let circuit = circuit(of: planner)
        var number = 1
        while true {
            guard let result = try await attempt(number, route, &progress) else { continue }
            switch result.plan {
            case .success(let plan):
                return plan
            case .failure(let error):
                guard result.verdict.allowsRetry,
                    let delay = configuration.retry.delay(
                        afterAttempt: number, retryAfter: error.retryAfter, now: scheduler.now,
                        deadline: progress.planningDeadline, minimumAttempt: configuration.minimumAttempt,
                        draw: KeyedDraw(seed: configuration.seed), key: progress.request.id.text),
                    !isOpen(circuit, at: scheduler.now + delay)
                else { throw error }
                emit(.retrying(after: delay), progress)
                do {
                    try await scheduler.sleep(for: delay)
                } catch {
                    throw .cancelled(at: .plan)
                }
                number += 1
            }
        }
    }

    func bill(for reply: PlannerReply) -> Bill {
        Bill(usage: reply.usage, cost: configuration.prices.cost(of: reply.usage, model: reply.model))
    }
}
