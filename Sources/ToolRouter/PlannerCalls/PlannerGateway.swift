import Synchronization

/// The one way to a planner, and all that is known of it: its circuit breaker, its calls in flight and left behind, and
/// who shares which of them.
///
/// Each planner and each candidate has a gateway of its own, so that what one does never counts against another, whatever
/// their names. Nothing else in the router asks a planner.
final class PlannerGateway: Sendable {
    struct State {
        var breaker: CircuitBreaker
        var calls: PlannerCallBook<DeadlineRace, PlannerCaller>
    }

    let planner: any Planner
    var name: PlannerName { planner.name }
    /// The time one attempt may take.
    var attemptTimeout: Duration { settings.attemptTimeout }
    /// What its errors name as the place where they happened: `plan`, or `shadow` for a candidate.
    let stage: Stage
    let settings: PlannerGatewaySettings
    let budget: PlannerBudget
    let scheduler: any Scheduler
    /// Nil where decisions are made as they come.
    let decisions: (any DecisionOrder)?
    let state: Mutex<State>

    init(
        _ planner: any Planner, at stage: Stage, _ settings: PlannerGatewaySettings, _ budget: PlannerBudget,
        _ decisions: (any DecisionOrder)? = nil, scheduler: any Scheduler
    ) {
        self.planner = planner
        self.stage = stage
        self.settings = settings
        self.budget = budget
        self.scheduler = scheduler
        self.decisions = decisions
        let breaker = CircuitBreaker(
            settings.breaker, maximumCall: settings.attemptTimeout, draw: settings.draw,
            key: "\(planner.name)/\(planner.model)")
        state = Mutex(State(breaker: breaker, calls: PlannerCallBook(limits: settings.limits)))
    }

    /// A place at the call that another request has made for the same and that is under way; nil when there is none. It must
    /// be handed to `ask`. With the number of the decision.
    func join(_ key: CacheKey) -> (place: PlannerPlace?, number: DecisionNumber?) {
        state.withLock { ($0.calls.join(key), decisions?.number()) }
    }

    /// Asks the planner once, or waits for a call that another request has made, until the attempt's timeout or `deadline`.
    ///
    /// - Parameters:
    ///   - sharing: whose call may be waited for.
    ///   - deadline: the moment at which the caller stops waiting, whatever the planner does; nil leaves it to the
    ///     attempt's timeout.
    ///   - turn: the moment from which the caller would rather ask another planner; nil where it has none.
    ///   - caller: whom it is for; is told what happens meanwhile.
    /// - Throws: why the planner is not asked: there is no money for it, the circuit is open, it holds too many calls, or too
    ///   little time is left.
    func ask(
        _ inquiry: PlannerInquiry, sharing: PlannerSharing, by deadline: Timestamp?, orUntil turn: Timestamp? = nil,
        for caller: PlannerCaller
    ) async throws(RouterError) -> AttemptResult {
        let entrance = try await enter(inquiry.request, sharing, by: deadline, for: caller)
        let place = entrance.place
        let started = scheduler.now
        let timeout = place.startedAt + settings.attemptTimeout
        let cutOff = min(timeout, deadline ?? timeout, turn ?? timeout)
        caller.report(place.isStarter ? .started : .joined)
        if place.isStarter {
            if let reservation = entrance.reservation { caller.report(.budgetReserved(reservation)) }
            // Others may join a call that is shared and wait longer than the one who makes it.
            call(inquiry, until: sharing.key == nil ? cutOff : timeout, entrance, for: caller)
        }

        let race = DeadlineRace()
        if !state.withLock({ $0.calls.wait(race, at: place) }) { race.finish() }
        let ending = await scheduler.verdict(of: race, by: cutOff)
        // What reading the reply takes is its tool's doing, not the planner's.
        let ended = scheduler.now
        var result: AttemptResult
        switch ending {
        case .finished:
            let delivery = state.withLock { $0.calls.collect(place) }
            result = await self.result(of: delivery.result, for: inquiry.request, by: cutOff, caller)
            await finish(&result, from: started, to: ended, delivery, place, for: caller)
        case .deadlineReached:
            let verdict = AttemptVerdict(
                timeoutAfter: cutOff - place.startedAt,
                isCallersDoing: caller.hasShorterDeadline && (cutOff == deadline || cutOff < timeout),
                slowCall: settings.breaker.slowCall)
            result = AttemptResult(.failed(timedOut(cutOff, deadline), nil), verdict)
            await abandon(&result, from: started, to: ended, place, for: caller)
        case .cancelled:
            result = AttemptResult(.failed(.cancelled(at: stage), nil), .neutral)
            await abandon(&result, from: started, to: ended, place, for: caller)
        }
        return result
    }

    // MARK: The call

    private func call(
        _ inquiry: PlannerInquiry, until cutOff: Timestamp, _ entrance: Entrance, for caller: PlannerCaller
    ) {
        let place = entrance.place
        var inquiry = inquiry
        inquiry.deadline = cutOff
        let task = scheduler.spawn { [self, inquiry] in
            let result = await planner.propose(inquiry)
            // Those who still wait did not cancel it: it gave up by itself, or the router is shutting down.
            let delivered =
                if case .failure(let failure) = result, failure.isCancellation {
                    Result<PlannerReply, PlannerFailure>.failure(failure.asLostConnection)
                } else {
                    result
                }
            await turn(.reply, inquiry.request.id)
            let (ending, number) = state.withLock {
                ($0.calls.end(place.call, with: delivered), decisions?.number())
            }
            tellEnd(of: entrance, number, result, to: caller)
            switch ending {
            case .delivered(let waiting): for race in waiting { race.finish() }
            case .late(let account): await settleLate(result, account)
            case .over: break
            }
        }
        state.withLock { $0.calls.isMade(place.call, by: task) }
    }

    /// Tells what came of an attempt that ended in time, then settles its permit and the money for it.
    private func finish(
        _ result: inout AttemptResult, from started: Timestamp, to ended: Timestamp,
        _ delivery: PlannerCallBook<DeadlineRace, PlannerCaller>.Delivery, _ place: PlannerPlace,
        for caller: PlannerCaller
    ) async {
        result.pays = delivery.permit != nil
        result.isJoined = !place.isStarter
        result.duration = ended - started
        if !result.stripped.isEmpty { caller.report(.stripped(result.stripped)) }
        caller.report(.ended(result))
        guard let permit = delivery.permit else { return }
        await settle(permit, result.verdict.breakerOutcome, at: ended, for: caller)
        await settle(delivery.reservation, result.bill, for: caller)
    }

    /// Gives the place up of an attempt that is waited for no longer, and tells so.
    private func abandon(
        _ result: inout AttemptResult, from started: Timestamp, to ended: Timestamp, _ place: PlannerPlace,
        for caller: PlannerCaller
    ) async {
        let departure = state.withLock { $0.calls.leave(place, paying: caller) }
        if case .last = departure { result.pays = true }
        result.isJoined = !place.isStarter
        result.duration = ended - started
        caller.report(.ended(result))
        await release(departure, result.verdict.breakerOutcome, at: ended, for: caller)
    }

    /// Settles what leaving a place has left to be settled.
    private func release(
        _ departure: PlannerCallBook<DeadlineRace, PlannerCaller>.Departure, _ outcome: CircuitBreakerOutcome,
        at ended: Timestamp, for caller: PlannerCaller
    ) async {
        switch departure {
        case .last(let permit, let task):
            task?.cancel()
            await settle(permit, outcome, at: ended, for: caller)
        case .ended(let delivery):
            // It ended while the one who answers for it was leaving.
            guard let permit = delivery.permit else { return }
            await settle(permit, .neutral, at: ended, for: caller)
            await settleLate(delivery.result, .init(payer: caller, reservation: delivery.reservation))
        case .othersWait, .gone:
            break
        }
    }

    /// Tells who pays for it what came of a call after it was abandoned, and settles the money for it.
    private func settleLate(
        _ result: Result<PlannerReply, PlannerFailure>, _ account: PlannerCallBook<DeadlineRace, PlannerCaller>.Account
    ) async {
        let caller = account.payer
        let bill: Bill
        switch result {
        case .success(let reply):
            bill = settings.bill(for: reply, at: caller.requestedAt)
            caller.report(.lateReply(reply, bill))
        case .failure(let failure):
            bill = settings.bill(for: failure, of: planner, at: caller.requestedAt)
            caller.report(.lateFailure(failure, bill))
        }
        await settle(account.reservation, bill, for: caller)
    }

    /// Tells those who pay for abandoned calls that have not ended that nobody knows what these cost. What they still
    /// bring is not told any more.
    func writeOffAbandoned() async {
        for account in state.withLock({ $0.calls.writeOff() }) { await settleLate(.failure(.cancelled), account) }
    }

    /// Settles the money for a call with this bill.
    private func settle(_ reservation: BudgetReservation?, _ bill: Bill, for caller: PlannerCaller) async {
        let spending = await budget.settle(reservation, bill, of: caller.request, at: scheduler.now)
        if let reservation, let spending { caller.report(.budgetSettled(reservation, spending)) }
    }

    private func result(
        of result: Result<PlannerReply, PlannerFailure>, for request: Request, by cutOff: Timestamp,
        _ caller: PlannerCaller
    ) async -> AttemptResult {
        switch result {
        case .success(let reply):
            let (plan, stripped) = await settings.reader.read(reply, for: request, at: stage, by: cutOff)
            let bill = settings.bill(for: reply, at: caller.requestedAt)
            var result = AttemptResult(.replied(reply, bill, plan), AttemptVerdict(plan))
            result.stripped = stripped
            return result
        case .failure(let failure):
            let bill = settings.bill(for: failure, of: planner, at: caller.requestedAt)
            return AttemptResult(.failed(RouterError(failure, at: stage), failure, bill), AttemptVerdict(failure))
        }
    }

    /// The caller's deadline, or the attempt's own timeout or the end of its turn where that came first.
    private func timedOut(_ cutOff: Timestamp, _ deadline: Timestamp?) -> RouterError {
        cutOff == deadline
            ? RouterError(.deadlineExceeded, at: stage, "the request's deadline passed while it was planned")
            : RouterError(.plannerTimeout, at: stage, "the planner did not answer in time")
    }

    // MARK: The circuit

    /// How the circuit stands.
    var status: CircuitBreakerStatus {
        let now = scheduler.now
        return state.withLock { $0.breaker.status(at: now) }
    }

    /// The calls that have not ended: those that a request waits for, those that were abandoned, and those that may be joined.
    var callsUnderWay: (inFlight: Int, abandoned: Int, shared: Int) {
        state.withLock { ($0.calls.inFlight, $0.calls.abandoned, $0.calls.sharedCount) }
    }

    /// Whether the circuit will still let nothing through at `moment`; then it is not worth waiting for.
    func isOpen(at moment: Timestamp) -> Bool {
        state.withLock { $0.breaker.state(at: moment) == .open }
    }

    /// Does to the circuit what an operator wants.
    func operate(_ command: CircuitBreakerCommand) -> CircuitBreakerOperation {
        let now = scheduler.now
        return state.withLock { $0.breaker.operate(command, at: now) }
    }

    private func settle(
        _ permit: CircuitBreakerPermit, _ outcome: CircuitBreakerOutcome, at ended: Timestamp,
        for caller: PlannerCaller
    ) async {
        await turn(.circuit, caller.request.id)
        let now = scheduler.now
        let delay = max(.zero, now - ended)
        let (transition, number) = state.withLock {
            ($0.breaker.settle(permit, outcome, after: delay, at: now), decisions?.number())
        }
        tell(number, of: .circuit, to: caller)
        if let transition { caller.report(.circuitChanged(transition)) }
    }
}
