import Synchronization

extension Router {
    /// Lets the request in unless a rate limit says no or the question can't be one.
    func admit(_ progress: inout Progress) throws(RouterError) {
        let caller = progress.request.caller
        let length = progress.request.question.utf8.count
        let tokens =
            configuration.limits.tokens.isEmpty
            ? 0 : configuration.limits.tokens.estimate(questionBytes: length)
        let keys = RateLimitKeys(tenant: caller.tenant, user: caller.user, ip: caller.ip, seed: configuration.seed)
        let decision = limiter.withLock { $0.admit(keys, tokens: tokens, at: scheduler.now) }
        emit(.limited(decision), progress)
        guard decision.isAllowed else { throw RouterError(decision) }
        if tokens > 0 { progress.allowance = Allowance(caller: keys, decision: decision) }

        guard !progress.question.text.isEmpty else {
            throw reject(
                RouterError(.questionEmpty, at: .admit, "the question is empty", hint: "ask something"), progress)
        }
        guard length <= configuration.maximumQuestion else {
            let detail = "the question has \(length) bytes; at most \(configuration.maximumQuestion) are allowed"
            throw reject(RouterError(.questionTooLong, at: .admit, detail), progress)
        }
    }

    /// Puts right the estimate that the request was admitted on, now that its tokens are known.
    func settleAllowance(_ progress: Progress) {
        guard let allowance = progress.allowance else { return }
        let spent = progress.costs.bill.usage.total
        let estimate = allowance.decision.tokens
        spend(spent - estimate, allowance)
        emit(.tokensSettled(estimate: estimate, spent: spent), progress)
    }

    /// Takes tokens that became known later from the allowance they were admitted on.
    func spend(_ tokens: Int, _ allowance: Allowance?) {
        guard let allowance, tokens != 0 else { return }
        limiter.withLock {
            $0.spend(tokens: tokens, of: allowance.caller, admittedAs: allowance.decision, at: scheduler.now)
        }
    }
}

/// What a request was admitted on, where tokens are limited.
struct Allowance: Sendable {
    let caller: RateLimitKeys
    let decision: RateLimitDecision
}

extension RouterError {
    /// The error that a limiter's refusal is.
    fileprivate init(_ refusal: RateLimitDecision) {
        let scope = (refusal.scope?.rawValue ?? "global") + (refusal.unit == .tokens ? " token" : " rate")
        if let retryAfter = refusal.retryAfter {
            self.init(
                .rateLimited, at: .admit, "the \(scope) limit is used up",
                hint: "ask again in \(retryAfter.millisecondsRoundedUp) ms", retryAfter: retryAfter)
        } else {
            self.init(.requestTooLarge, at: .admit, "the request is larger than the \(scope) limit ever allows")
        }
    }
}
