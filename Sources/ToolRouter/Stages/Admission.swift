extension Router {
    /// Lets the question in unless too much is under way, a rate limit says no or it can't be one.
    ///
    /// Nothing is done on the question's bytes before its length is known to be allowed.
    func admit(_ state: inout RequestState) async throws(RouterError) -> AdmittedQuestion {
        try requireRoom(state)
        try requireRole(state)
        try await requireAllowance(&state)
        let length = state.request.question.utf8.count
        guard length <= configuration.maximumQuestion else {
            let detail = "the question has \(length) bytes; at most \(configuration.maximumQuestion) are allowed"
            throw reject(RouterError(.questionTooLong, at: .admit, detail), state)
        }
        let text = CanonicalQuestion(state.request.question, foldingCase: configuration.foldsCase)
        guard !text.text.isEmpty else {
            throw reject(
                RouterError(.questionEmpty, at: .admit, "the question is empty", hint: "ask something"), state)
        }
        return AdmittedQuestion(text: text, match: configuration.rules.match(state.request.question))
    }

    private func requireRoom(_ state: RequestState) throws(RouterError) {
        let inFlight = requestsInFlight
        guard inFlight <= configuration.maximumRequestsInFlight else {
            let error = RouterError(
                .overloaded, at: .admit, "\(inFlight - 1) requests are under way already, so no more is let in",
                hint: "ask again in \(RouterError.overloadPause.millisecondsRoundedUp) ms",
                retryAfter: RouterError.overloadPause)
            throw reject(error, state)
        }
        guard audit?.isAccepting ?? true else {
            throw reject(.auditUnavailable(at: .admit), state)
        }
    }

    /// Who has a role that nobody knows may nothing: the rights of everybody could be more than were meant.
    private func requireRole(_ state: RequestState) throws(RouterError) {
        guard let role = state.request.caller.role, !configuration.roles.contains(role) else { return }
        throw reject(.unknownRole(role, at: .admit), state)
    }

    private func requireAllowance(_ state: inout RequestState) async throws(RouterError) {
        let caller = state.request.caller
        let limits = configuration.limits.of(role: caller.role).tokens
        let tokens = limits.isEmpty ? 0 : limits.estimate(questionBytes: state.request.question.utf8.count)
        let keys = configuration.limits.rateLimitKeys(of: caller, seed: configuration.seedOfLimits)
        let decision = await admit(keys, tokens: tokens, &state)
        state.limits = decision
        emit(.limited(decision), state)
        guard decision.isAllowed else { throw RouterError(decision) }
        if tokens > 0 { state.allowance = Allowance(caller: keys, decision: decision) }
    }
}

extension RouterError {
    /// The error of a caller whose role is not configured.
    package static func unknownRole(_ role: RoleName, at stage: Stage) -> RouterError {
        RouterError(
            .forbidden, at: stage, "no role named \(String(role.text.prefix(40))) is configured",
            hint: "configure it under `roles`, or give the caller another one")
    }

    /// The error that a limiter's refusal is.
    fileprivate init(_ refusal: RateLimitDecision) {
        let scope = (refusal.scope?.rawValue ?? "global") + (refusal.unit == .tokens ? " token" : " rate")
        if let retryAfter = refusal.retryAfter {
            self.init(
                .rateLimited, at: .admit, "the \(scope) limit is used up",
                hint: "ask again in \(retryAfter.waitingWords)", retryAfter: retryAfter)
        } else {
            self.init(.requestTooLarge, at: .admit, "the request is larger than the \(scope) limit ever allows")
        }
    }
}
