extension Router {
    /// The request as the gateway of a planner that serves knows it: what happens there becomes an event.
    func caller(of gateway: PlannerGateway, attempt number: Int, _ state: RequestState) -> PlannerCaller {
        let planner = gateway.name
        let attempt = PlannerAttempt(number: number, planner: planner, model: gateway.planner.model)
        let (request, allowance) = (state.request, state.allowance)
        return PlannerCaller(
            request: request, hasShorterDeadline: state.hasShorterDeadline, requestedAt: state.arrivedAt
        ) { [self] event in
            switch event {
            case .circuitChanged(let transition): emit(.circuitChanged(planner, transition), request)
            case .circuitRefused(let retryAfter): emit(.circuitRefused(planner, retryAfter: retryAfter), request)
            case .callRefused(let refusal): emit(.attemptRefused(planner, refusal), request)
            case .budgetRefused(let refusal): emit(.budgetRefused(planner, refusal), request)
            case .budgetReserved(let reservation): emit(.budgetReserved(planner, reservation), request)
            case .budgetSettled(let reservation, let spending):
                emit(.budgetSettled(planner, reservation, spending), request)
            case .started: emit(.attemptStarted(attempt), request)
            case .decided(let decision): emit(.decided(decision), request)
            case .finished(let call): emit(.callFinished(call), request)
            case .joined: emit(.attemptJoined(attempt), request)
            case .stripped(let wrappings): emit(.replyStripped(wrappings), request)
            case .ended(let result):
                emit(
                    result.isJoined
                        ? .joinEnded(attempt, result.outcome, duration: result.duration, pays: result.pays)
                        : .attemptEnded(attempt, result.outcome, duration: result.duration), request)
            case .lateReply(let reply, let bill):
                emit(.lateReply(attempt, reply, bill), request)
                settleLate(reply.usage, bill, of: attempt, request, allowance)
            case .lateFailure(let failure, let bill):
                emit(.lateFailure(attempt, failure, bill), request)
                settleLate(failure.usage, bill, of: attempt, request, allowance)
            }
        }
    }
}
