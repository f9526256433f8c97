import Synchronization

/// Who may call the planner: those for whom there is a circuit that lets them through, room and money, or a call of another
/// request to wait for.
extension PlannerGateway {
    /// A place at a call, and with what it was entered.
    struct Entrance {
        let place: PlannerPlace
        /// The money that is put aside for the call; nil where it needs none, or another request has made it.
        var reservation: BudgetReservation?
        /// The number of the decision; nil where none are numbered.
        var number: DecisionNumber?
    }

    private enum Entry {
        case at(PlannerPlace, CircuitBreakerTransition?)
        case circuitOpen(retryAfter: Duration?)
        case refused(PlannerCallRefusal, CircuitBreakerTransition?)
        case tooLate(RouterError)
        /// A call may be made, and nothing is put aside for it.
        case needsMoney
    }

    /// A place at the call of another request, or at a new one and the money that is put aside for it.
    ///
    /// Whether money is needed and whether a call is made without is decided under one lock, so that a call that ends
    /// meanwhile has no successor that nothing is put aside for. None is put aside while the circuit is open. What it was
    /// not needed for is given back.
    func enter(
        _ request: Request, _ sharing: PlannerSharing, by deadline: Timestamp?, for caller: PlannerCaller
    ) async throws(RouterError) -> Entrance {
        if let entrance = try await enter(request, sharing, nil, by: deadline, for: caller) { return entrance }
        let asked = scheduler.now
        switch await budget.reserve(for: request, at: asked) {
        case .reserved(let reservation):
            do throws(RouterError) {
                guard let entrance = try await enter(request, sharing, reservation, by: deadline, for: caller) else {
                    preconditionFailure("money was put aside for the call, and is wanted again")
                }
                if !entrance.place.isStarter { await budget.cancel(reservation, of: request, at: scheduler.now) }
                return entrance
            } catch {
                await budget.cancel(reservation, of: request, at: scheduler.now)
                throw error
            }
        case .refused(var refusal):
            // Whoever took the money may have asked the same by now.
            if let key = sharing.key {
                await turn(.join, request.id)
                let (place, number) = join(key)
                tell(number, of: .join, to: caller)
                if let place { return Entrance(place: place) }
            }
            // The wait for its turn is no part of the time that is left to wait.
            let waited = scheduler.now - asked
            refusal.retryAfter = refusal.retryAfter.map { max($0 - waited, .nanoseconds(1)) }
            caller.report(.budgetRefused(refusal))
            throw RouterError(refusal, at: stage)
        case nil:
            preconditionFailure("a call that nothing limits needs no money")
        }
    }

    /// A place; nil where money must be put aside first.
    private func enter(
        _ request: Request, _ sharing: PlannerSharing, _ reservation: BudgetReservation?, by deadline: Timestamp?,
        for caller: PlannerCaller
    ) async throws(RouterError) -> Entrance? {
        if case .place(let place) = sharing { return Entrance(place: place) }
        await turn(.ask, request.id)
        let now = scheduler.now
        let isTooLate = tooLate(now, deadline)
        let (entry, number) = state.withLock { state -> (Entry, DecisionNumber?) in
            (decide(&state, sharing, reservation, isTooLate, at: now), decisions?.number())
        }
        tell(number, of: .ask, to: caller)
        switch entry {
        case .at(let place, let transition):
            if let transition { caller.report(.circuitChanged(transition)) }
            let reservation = place.isStarter ? reservation : nil
            return Entrance(place: place, reservation: reservation, number: number)
        case .circuitOpen(let retryAfter):
            caller.report(.circuitRefused(retryAfter: retryAfter))
            throw RouterError(
                .circuitOpen, at: stage, "the planner has failed too often and is left alone", retryAfter: retryAfter)
        case .refused(let refusal, let transition):
            if let transition { caller.report(.circuitChanged(transition)) }
            caller.report(.callRefused(refusal))
            throw RouterError(refusal, at: stage)
        case .tooLate(let error):
            throw error
        case .needsMoney:
            return nil
        }
    }

    private func decide(
        _ state: inout State, _ sharing: PlannerSharing, _ reservation: BudgetReservation?, _ isTooLate: RouterError?,
        at now: Timestamp
    ) -> Entry {
        if case .key(let key) = sharing, let place = state.calls.join(key) { return .at(place, nil) }
        if let isTooLate { return .tooLate(isTooLate) }
        let isPaid = reservation != nil || !budget.isLimited
        let untried = isPaid ? nil : state.breaker
        // The circuit first: while it is open, that is the reason, and it knows for how long.
        switch state.breaker.admit(at: now) {
        case .refused(let retryAfter):
            return .circuitOpen(retryAfter: retryAfter)
        case .permitted(let permit, let transition):
            if let refusal = state.calls.refusal {
                _ = state.breaker.settle(permit, .neutral, at: now)
                return .refused(refusal, transition)
            }
            if let untried {
                // The permit is asked for again when there is money.
                state.breaker = untried
                return .needsMoney
            }
            return .at(state.calls.start(sharing.key, permit, reservation, at: now), transition)
        }
    }

    /// Why a call is not worth making, whatever the planner is like.
    private func tooLate(_ now: Timestamp, _ deadline: Timestamp?) -> RouterError? {
        if Task.isCancelled { return .cancelled(at: stage) }
        guard let deadline, deadline - now < settings.minimumAttempt else { return nil }
        return RouterError(.deadlineExceeded, at: stage, "too little time was left to ask the planner")
    }
}
