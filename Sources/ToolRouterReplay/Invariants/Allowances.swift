import ToolRouter

/// What callers have used up of their limits, in requests and in tokens, counted apart from the router's own limiter.
///
/// Of all intervals that end now, the one with the largest excess over the rate follows Lindley's recursion: the excess shrinks
/// with time, never below zero, and grows with each admission. So one number a key judges all intervals, and a key whose
/// number is zero is like one never seen.
struct Allowances {
    private let tokenLimits: TokenLimits
    /// What is counted for a decision of the process alone, where it is more than it took; nil where nothing is.
    private let localWeight: Int?
    private var requests: CallerLedgers
    /// Nil where tokens are not limited.
    private var tokens: CallerLedgers?
    private var abandoned = AbandonedRequests()
    /// Late replies that the limiter may be told of after others of the same moment.
    private var late: [(caller: Caller, tokens: Int, at: Timestamp)] = []

    /// - Parameter localWeight: nil counts what was taken, no more and no less. A number counts what a limiter outside of the
    ///   process may believe at most: what the process decides alone counts so often, and nothing is given back.
    init(_ limits: RateLimits, localWeight: Int? = nil) {
        self.localWeight = localWeight
        tokenLimits = limits.tokens
        requests = CallerLedgers(limits)
        let everybody = [limits] + limits.roles.keys.sorted().map { limits.of(role: $0) }
        tokens = everybody.allSatisfy(\.tokens.isEmpty) ? nil : CallerLedgers(tokensOf: limits)
    }

    /// Counts what an event uses up; what exceeds the limits is returned.
    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        takeLate(before: event.at)
        switch event.kind {
        case .limited(let decision):
            guard let request = history?.request else { return nil }
            return limited(decision, request, at: event.at)
        case .tokensSettled:
            guard let history else { return nil }
            let estimate = estimate(of: history.request)
            let known = history.spending.tokens
            let more = (history.isMetered ? known : max(known, estimate)) - estimate
            let weight = history.limited.map(weight) ?? 1
            let owed = Int128(localWeight == nil ? more : max(0, more)) * Int128(weight)
            tokens?.spend(Int(clamping: owed), of: history.request.caller, at: event.at)
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

    /// Whether every limit has room for `request` now, whatever a limiter has heard of by then.
    func hasRoom(for request: Request, at now: Timestamp) -> Bool {
        late.isEmpty && requests.hasRoom(for: request.caller, 1, at: now)
            && tokens?.hasRoom(for: request.caller, estimate(of: request), at: now) ?? true
    }

    private mutating func limited(_ decision: RateLimitDecision, _ request: Request, at now: Timestamp) -> Discrepancy?
    {
        let (weight, estimate) = (weight(of: decision), estimate(of: request))
        guard decision.isAllowed else {
            // One that did not answer in time may have let through what the process then refused.
            if localWeight != nil, decision.isLocal {
                requests.spend(1, of: request.caller, at: now)
                tokens?.spend(estimate, of: request.caller, at: now)
            }
            return nil
        }
        let discrepancy = requests.admit(request.caller, for: weight, at: now)
        return tokens?.admit(request.caller, for: estimate * weight, at: now) ?? discrepancy
    }

    private func weight(of decision: RateLimitDecision) -> Int { decision.isLocal ? localWeight ?? 1 : 1 }

    /// Remembers what a call used that was left behind: as many tokens as were estimated where nobody knows.
    private mutating func takeLate(_ usage: TokenUsage?, of event: RouterEvent, _ history: RequestHistory?) {
        guard tokens != nil, let request = history?.request ?? abandoned[event.request] else { return }
        let tokens = Int128(usage?.total ?? estimate(of: request)) * Int128(localWeight ?? 1)
        late.append((request.caller, Int(clamping: tokens), event.at))
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
