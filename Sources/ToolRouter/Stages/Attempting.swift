import Synchronization

extension Router {
    /// What one attempt brought, and what it means.
    struct AttemptResult {
        let plan: Result<Plan, RouterError>
        let verdict: AttemptVerdict
        /// The call itself, for the one who answers for it.
        var launch: Flights.Launch?
    }

    /// One attempt, made or joined, cut off at its timeout or at the end of planning. Nil when the one who was to make it
    /// was refused. Throws when this one is.
    func attempt(_ number: Int, _ route: Route, _ progress: inout Progress) async throws(RouterError) -> AttemptResult?
    {
        let seat = progress.seat ?? flights.board(progress.flightKey, at: scheduler.now)
        progress.seat = nil
        let attempt = PlannerAttempt(number: number, planner: planner.name, model: planner.model)
        if seat.isFirst {
            do throws(RouterError) {
                try start(attempt, on: seat, route, progress)
            } catch {
                flights.ground(seat)
                throw error
            }
        } else {
            emit(.attemptJoined(attempt), progress)
        }
        let started = scheduler.now
        let cutOff = min(seat.startedAt + configuration.attemptTimeout, progress.planningDeadline)
        let (circuit, request, allowance) = (circuit(of: planner), progress.request, progress.allowance)
        let outcome = await scheduler.run(by: cutOff) { [self] (late: Flights.Landing) in
            guard case .reply(let result, let launch?) = late else { return }
            settle(launch.permit, .neutral, on: circuit, request)
            takeLate(result, attempt, request, allowance)
        } _: { [flights] in
            await flights.landing(seat)
        }
        guard var result = result(of: outcome, on: seat, cutOff: cutOff, progress) else { return nil }
        if case .finished = outcome {} else { result.launch = flights.leave(seat) }
        report(result, of: outcome, attempt, joined: !seat.isFirst, duration: scheduler.now - started, &progress)
        guard let launch = result.launch else { return result }
        if case .finished = outcome {} else { calls.withLock { $0.abandon(launch.call) } }
        settle(launch.permit, result.verdict.breakerOutcome, on: circuit, request)
        return result
    }

    /// Makes the call, unless the caller has left, or time, the circuit or the calls left behind forbid it.
    private func start(
        _ attempt: PlannerAttempt, on seat: Flights.Seat, _ route: Route, _ progress: Progress
    ) throws(RouterError) {
        guard !Task.isCancelled else { throw .cancelled(at: .plan) }
        guard progress.planningDeadline - scheduler.now >= configuration.minimumAttempt else {
            throw RouterError(.deadlineExceeded, at: .plan, "too little time was left to ask the planner")
        }
        let circuit = circuit(of: planner)
        // The circuit first: while it is open, that is the reason, and it knows for how long.
        let permit = try admit(to: circuit, at: .plan, progress.request)
        guard let call = calls.withLock({ $0.begin(to: circuit) }) else {
            settle(permit, .neutral, on: circuit, progress.request)
            let abandoned = calls.withLock { $0.abandoned(to: circuit) }
            emit(.attemptRefused(abandoned: abandoned), progress)
            throw .stuck(at: .plan, limit: abandoned)
        }
        flights.launch(seat, Flights.Launch(permit: permit, call: call))
        emit(.attemptStarted(attempt), progress)
        let (request, allowance) = (progress.request, progress.allowance)
        let inquiry = PlannerInquiry(request: request, tool: route.tool, attempt: attempt.number)
        let task = scheduler.spawn { [self] in
            var result = await planner.propose(inquiry)
            calls.withLock { $0.end(call) }
            // Whoever still waits did not cancel it: it gave up by itself, or the router is shutting down.
            if case .failure(.cancelled) = result { result = .failure(.connection) }
            let (isTaken, launch) = flights.land(seat, result)
            guard !isTaken else { return }
            if let launch { settle(launch.permit, .neutral, on: circuit, request) }
            takeLate(result, attempt, request, allowance)
        }
        flights.fly(seat, task)
    }

    /// Meters a reply that nobody waited for any more.
    private func takeLate(
        _ result: Result<PlannerReply, PlannerFailure>, _ attempt: PlannerAttempt, _ request: Request,
        _ allowance: Allowance?
    ) {
        guard case .success(let reply) = result else { return }
        spend(reply.usage.total, allowance)
        emit(.lateReply(attempt, reply, bill(for: reply)), request)
    }

    private func result(
        of outcome: DeadlineOutcome<Flights.Landing>, on seat: Flights.Seat, cutOff: Timestamp, _ progress: Progress
    ) -> AttemptResult? {
        switch outcome {
        case .finished(.grounded):
            return nil
        case .cancelled, .finished(.left):
            return AttemptResult(plan: .failure(.cancelled(at: .plan)), verdict: .neutral)
        case .deadlineReached:
            let isCallersDoing =
                progress.hasShorterDeadline && cutOff == progress.planningDeadline
                && cutOff - seat.startedAt <= configuration.breaker.slowCall
            return AttemptResult(
                plan: .failure(.planTimedOut(cutOff: cutOff, deadline: progress.planningDeadline)),
                verdict: isCallersDoing ? .neutral : .timedOut)
        case .finished(.reply(.failure(let failure), let launch)):
            return AttemptResult(plan: .failure(RouterError(failure)), verdict: AttemptVerdict(failure), launch: launch)
        case .finished(.reply(.success(let reply), let launch)):
            let plan = decoder.plan(in: reply)
            return AttemptResult(plan: plan, verdict: AttemptVerdict(plan), launch: launch)
        }
    }

    /// Tells what became of the attempt, and takes its cost where it is this request's.
    private func report(
        _ result: AttemptResult, of outcome: DeadlineOutcome<Flights.Landing>, _ attempt: PlannerAttempt,
        joined: Bool, duration: Duration, _ progress: inout Progress
    ) {
        let told: AttemptOutcome
        if case .finished(.reply(.success(let reply), _)) = outcome {
            let bill = bill(for: reply)
            if result.launch != nil {
                progress.costs.add(bill)
                progress.ownsReply = true
            }
            told = .replied(reply, bill, result.plan)
        } else if case .failure(let error) = result.plan {
            told = .failed(error)
        } else {
            return
        }
        emit(
            joined
                ? .joinEnded(attempt, told, duration: duration, pays: result.launch != nil)
                : .attemptEnded(attempt, told, duration: duration), progress)
    }
}
