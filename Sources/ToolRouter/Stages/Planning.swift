import Synchronization

extension Router {
    /// A plan from the question itself, the planner, or, when the planner can't, the rules.
    func plan(_ route: Route, _ progress: inout Progress) async throws(RouterError) -> (Plan, AnswerSource) {
        if let plan = route.rawPlan { return adopt(plan, .raw, &progress) }
        do throws(RouterError) {
            let plan = try await askPlanner(route, &progress)
            return adopt(plan, .planner, &progress)
        } catch {
            // Nobody waits for a plan that comes after the caller left or the deadline passed.
            guard error.code != .cancelled, scheduler.now < progress.deadline,
                let (rule, plan) = configuration.rules.plan(for: progress.question)
            else { throw error }
            let reason: Degradation = error.code == .circuitOpen ? .circuitOpen : .plannerFailed
            progress.degraded = reason
            emit(.fellBack(reason, rule: rule.name), progress)
            return adopt(plan, .rules, &progress)
        }
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
        if let doubt { emit(.doubted(doubt), progress) }
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
            try checkAttempt(to: circuit, progress)
            let permit = try admit(to: circuit, at: .plan, progress.request)
            let (result, verdict) = await attempt(number, route, &progress)
            settle(permit, verdict.breakerOutcome, on: circuit, progress.request)
            switch result {
            case .success(let plan):
                return plan
            case .failure(let error):
                guard verdict.allowsRetry,
                    let delay = configuration.retry.delay(
                        afterAttempt: number, retryAfter: error.retryAfter, now: scheduler.now,
                        deadline: progress.planningDeadline, shortestAttempt: configuration.shortestAttempt,
                        draw: KeyedDraw(seed: configuration.seed), key: progress.request.id.text),
                    !isOpen(circuit, at: scheduler.now + delay)
                else { throw error }
                do {
                    try await scheduler.sleep(for: delay)
                } catch {
                    throw .cancelled(at: .plan)
                }
                number += 1
            }
        }
    }

    /// Throws when an attempt could not end in time, or when the planner holds too many calls already.
    private func checkAttempt(to circuit: CircuitKey, _ progress: Progress) throws(RouterError) {
        guard progress.planningDeadline - scheduler.now >= configuration.shortestAttempt else {
            throw RouterError(.deadlineExceeded, at: .plan, "too little time was left to ask the planner")
        }
        let (abandoned, limit) = calls.withLock { ($0.abandoned(to: circuit), $0.limit) }
        guard abandoned < limit else {
            emit(.attemptRefused(abandoned: abandoned), progress)
            throw .stuck(at: .plan, limit: limit)
        }
    }

    /// One attempt, cut off at its timeout or at the end of planning.
    private func attempt(
        _ number: Int, _ route: Route, _ progress: inout Progress
    ) async -> (Result<Plan, RouterError>, AttemptVerdict) {
        let attempt = PlannerAttempt(number: number, planner: planner.name, model: planner.model)
        let request = progress.request
        let inquiry = PlannerInquiry(request: request, tool: route.tool, attempt: number)
        let started = scheduler.now
        emit(.attemptStarted(attempt), progress)

        let cutOff = min(started + configuration.attemptTimeout, progress.planningDeadline)
        let allowance = progress.allowance
        let outcome = await call(planner, inquiry, by: cutOff) { [self] reply in
            spend(reply.usage.total, allowance)
            emit(.lateReply(attempt, bill(for: reply)), request)
        }
        let duration = scheduler.now - started
        func ended(_ error: RouterError, _ verdict: AttemptVerdict) -> (Result<Plan, RouterError>, AttemptVerdict) {
            emit(.attemptEnded(attempt, .failed(error), duration: duration), request)
            return (.failure(error), verdict)
        }
        switch outcome {
        case nil:
            return ended(.stuck(at: .plan, limit: calls.withLock(\.limit)), .neutral)
        case .cancelled:
            return ended(.cancelled(at: .plan), .neutral)
        case .deadlineReached:
            let isCallersDoing = progress.isImpatient && cutOff == progress.planningDeadline
            return ended(
                .planTimedOut(cutOff: cutOff, deadline: progress.planningDeadline),
                isCallersDoing ? .neutral : .timedOut)
        case .finished(.failure(let failure)):
            return ended(RouterError(failure), AttemptVerdict(failure))
        case .finished(.success(let reply)):
            let bill = bill(for: reply)
            progress.costs.add(bill)
            let plan = RouterError.decode(reply)
            emit(.attemptEnded(attempt, .replied(bill, plan), duration: duration), request)
            return (plan, AttemptVerdict(plan))
        }
    }

    func bill(for reply: PlannerReply) -> Bill {
        Bill(usage: reply.usage, cost: configuration.prices.cost(of: reply.usage, model: reply.model))
    }
}
