import Synchronization

extension Router {
    /// Lets the request in unless a rate limit says no or the question can't be one.
    func admit(_ progress: Progress) throws(RouterError) {
        let caller = progress.request.caller
        let keys = RateLimitKeys(tenant: caller.tenant, user: caller.user, ip: caller.ip)
        let decision = limiter.withLock { $0.admit(keys, at: scheduler.now) }
        emit(.limited(decision), progress)
        guard decision.isAllowed else { throw RouterError(decision) }

        guard !progress.question.text.isEmpty else {
            throw turnAway(
                RouterError(.questionEmpty, at: .admit, "the question is empty", hint: "ask something"), progress)
        }
        let length = progress.request.question.utf8.count
        guard length <= configuration.longestQuestion else {
            let detail = "the question has \(length) bytes; at most \(configuration.longestQuestion) are allowed"
            throw turnAway(RouterError(.questionTooLong, at: .admit, detail), progress)
        }
    }
}

extension RouterError {
    /// The error that a limiter's refusal is.
    fileprivate init(_ refusal: RateLimitDecision) {
        let scope = refusal.scope?.rawValue ?? "global"
        if let retryAfter = refusal.retryAfter {
            self.init(
                .rateLimited, at: .admit, "the \(scope) rate limit is used up",
                hint: "ask again in \(retryAfter.millisecondsRoundedUp) ms", retryAfter: retryAfter)
        } else {
            self.init(.requestTooLarge, at: .admit, "the request is larger than the \(scope) rate limit ever allows")
        }
    }
}
