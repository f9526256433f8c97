extension Router {
    /// Asks the planners one after the other: the next one when the one before has no plan for a reason that another could
    /// mend.
    ///
    /// - Parameter hasStandIn: whether a rule could stand in for them.
    /// - Throws: why none has a plan, as `PlanningFailures` chooses.
    func askPlanners(
        hasStandIn: Bool, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async throws(RouterError) -> Decision {
        let deadline = hasStandIn || lookup.fallback != nil ? state.deadlineWithReserve : state.deadline
        var failures = PlanningFailures()
        for number in gateways.indices {
            let turn = beginTurn(of: number, lookup.key(of: number, self), by: deadline)
            do throws(RouterError) {
                if number > 0, let decision = await recalled(turn, failures, lookup, &state) { return decision }
                return try await take(turn, failures, route, lookup, &state)
            } catch {
                failures.add(error)
                guard number + 1 < gateways.count, error.code.isMendedByAnother,
                    // The answer before its refresh is as good as that of another planner, and costs nothing.
                    lookup.fallback?.isStale ?? true,
                    deadline - scheduler.now >= configuration.minimumAttempt
                else { break }
                emit(.passedOn(from: gateways[number].name, to: gateways[number + 1].name, error.code), state)
            }
        }
        throw failures.told
    }

    /// An answer to what the planner whose turn it is planned before, if there is a fresh one that today's guard allows.
    private func recalled(
        _ turn: PlannerTurn, _ failures: PlanningFailures, _ lookup: CacheLookup, _ state: inout RequestState
    ) async -> Decision? {
        guard let key = turn.key, !state.request.bypassCache, let answers else { return nil }
        let gateway = gateways[turn.number]
        guard let answer = await look(in: answers, for: key, until: turn.end, &state), answer.freshFor >= .zero,
            let fallback = await approved(FallbackAnswer(key: key, answer: answer), until: turn.end, &state)
        else { return nil }
        emit(.recalledFor(gateway.name, key, age: scheduler.now - answer.storedAt), state)
        let proposal = Proposal(
            plan: answer.plan, source: .cache, planner: gateway.name, degraded: failures.first.map { Degradation($0) })
        return .serve(fallback, adopt(proposal, state))
    }

    /// Asks the planner whose turn it is until an attempt gives a plan, the error can't be mended by asking it again, time is
    /// short, or another planner would sooner have a plan.
    private func take(
        _ turn: PlannerTurn, _ failures: PlanningFailures, _ route: Route, _ lookup: CacheLookup,
        _ state: inout RequestState
    ) async throws(RouterError) -> Decision {
        let gateway = gateways[turn.number]
        var sharing = turn.number == 0 ? lookup.sharing : turn.sharing(unless: state.request.bypassCache)
        var attempt = 1
        var failure: RouterError?
        while true {
            let result: AttemptResult
            do throws(RouterError) {
                result = try await ask(
                    gateway, attempt, nil, route, sharing, by: turn.deadline, until: turn.end, &state)
            } catch {
                // A planner that has failed is not asked again for want of money: it has failed.
                throw error.isForWantOfMoney ? failure ?? error : error
            }
            if turn.number == 0, attempt == 1 { noteFirst(result, state) }
            switch result.plan {
            case .success(let plan):
                return decide(
                    adopt(
                        Proposal(
                            plan: plan, source: .planner, planner: gateway.name,
                            degraded: failures.first.map { Degradation($0) }, attempt: attempt,
                            storesUnder: result.pays ? turn.key : nil), state), state)
            case .failure(let error):
                failure = error
                guard result.verdict.allowsRetry, !isSoonerPlannedElsewhere(after: error, attempt, turn),
                    let delay = configuration.retry.delay(
                        afterAttempt: attempt, retryAfter: error.retryAfter, now: scheduler.now,
                        deadline: turn.end, minimumAttempt: configuration.minimumAttempt,
                        draw: KeyedDraw(seed: configuration.seed), key: state.request.id.text),
                    !gateway.isOpen(at: scheduler.now + delay)
                else { throw error }
                emit(.retrying(gateway.name, after: delay), state)
                do {
                    try await scheduler.sleep(for: delay)
                } catch {
                    throw .cancelled(at: .plan)
                }
                attempt += 1
                if case .place = sharing { sharing = turn.key.map(PlannerSharing.key) ?? PlannerSharing.none }
            }
        }
    }

    /// One attempt at a planner, and what it costs.
    func ask(
        _ gateway: PlannerGateway, _ attempt: Int, _ repair: PlannerRepair?, _ route: Route, _ sharing: PlannerSharing,
        by deadline: Timestamp, until turn: Timestamp? = nil, _ state: inout RequestState
    ) async throws(RouterError) -> AttemptResult {
        var inquiry = PlannerInquiry(
            request: state.request, tool: route.tool, attempt: attempt, deadline: deadline,
            catalogue: ToolCatalogue(tools: tools))
        inquiry.repair = repair
        let result = try await gateway.ask(
            inquiry, sharing: sharing, by: deadline, orUntil: turn, for: caller(of: gateway, attempt: attempt, state))
        if result.pays { state.costs.add(result.bill, isMetered: result.isMetered) }
        return result
    }
}
