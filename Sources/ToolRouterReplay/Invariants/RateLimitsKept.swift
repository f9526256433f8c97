import ToolRouter

/// What each user, address, tenant and all callers together were admitted never exceeds burst + rate × time, over any
/// interval, in requests as in tokens. Tokens count as estimated when a request is admitted, and as its replies used from
/// when it is settled; a late reply counts when it comes. What turns out later only makes the next one wait.
///
/// It counts for itself. Of all intervals that end now, the one with the largest excess over the rate follows Lindley's
/// recursion: the excess shrinks with time, never below zero, and grows with each admission. So one number a key judges
/// all intervals, and a key whose number is zero is like one never seen.
struct RateLimitsKept: Invariant {
    static let name = "rate_limits_kept"

    private let tokenLimits: TokenLimits
    private var requests: CallerLedgers
    /// Nil where tokens are not limited.
    private var tokens: CallerLedgers?
    private var abandoned = AbandonedRequests()
    /// Late replies that the limiter may be told of after others of the same moment.
    private var late: [(caller: Caller, tokens: Int, at: Timestamp)] = []

    init(_ limits: RateLimits) {
        tokenLimits = limits.tokens
        requests = CallerLedgers(limits)
        let everybody = [limits] + limits.roles.keys.sorted().map { limits.of(role: $0) }
        tokens = everybody.allSatisfy(\.tokens.isEmpty) ? nil : CallerLedgers(tokensOf: limits)
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        takeLate(before: event.at)
        switch event.kind {
        case .limited(let decision):
            guard decision.isAllowed, let request = history?.request else { return nil }
            let estimate = estimate(of: request)
            let discrepancy = requests.admit(request.caller, for: 1, at: event.at)
            return tokens?.admit(request.caller, for: estimate, at: event.at) ?? discrepancy
        case .tokensSettled:
            guard let history else { return nil }
            let estimate = estimate(of: history.request)
            let known = history.spending.tokens
            let more = (history.isMetered ? known : max(known, estimate)) - estimate
            tokens?.spend(more, of: history.request.caller, at: event.at)
        case .attemptEnded(_, .failed(_, nil, _), _), .joinEnded(_, .failed(_, nil, _), _, pays: _):
            // The planner has said nothing yet.
            if tokens != nil, let history { abandoned.remember(history.request) }
        case .lateReply(_, let reply, _): takeLate(reply.usage, of: event, history)
        case .lateFailure(_, let failure, _): takeLate(failure.usage, of: event, history)
        default:
            break
        }
        return nil
    }

    /// Remembers what a call used that was left behind: as many tokens as were estimated where nobody knows.
    private mutating func takeLate(_ usage: TokenUsage?, of event: RouterEvent, _ history: RequestHistory?) {
        guard tokens != nil, let request = history?.request ?? abandoned[event.request] else { return }
        late.append((request.caller, usage?.total ?? estimate(of: request), event.at))
    }

    private mutating func takeLate(before now: Timestamp) {
        while let (caller, count, moment) = late.first, moment < now {
            tokens?.spend(count, of: caller, at: moment)
            late.removeFirst()
        }
    }

    private func estimate(of request: Request) -> Int {
        tokenLimits.estimate(questionBytes: request.question.utf8.count)
    }
}
