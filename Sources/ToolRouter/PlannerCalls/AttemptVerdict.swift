/// What an attempt means to the circuit breaker and to the retry policy.
struct AttemptVerdict: Sendable {
    let breakerOutcome: CircuitBreakerOutcome
    let allowsRetry: Bool

    /// Says nothing about the planner: the caller left, or the request itself was at fault.
    static let neutral = AttemptVerdict(breakerOutcome: .neutral, allowsRetry: false)

    private init(breakerOutcome: CircuitBreakerOutcome, allowsRetry: Bool) {
        self.breakerOutcome = breakerOutcome
        self.allowsRetry = allowsRetry
    }

    /// Our time limit struck after so much time. A caller who waits less than others would says nothing about the
    /// planner, unless the call was slow by then.
    init(timeoutAfter time: Duration, isCallersDoing: Bool, slowCall: Duration) {
        if isCallersDoing, time <= slowCall {
            self = .neutral
        } else {
            self.init(breakerOutcome: .failure(retryAfter: nil), allowsRetry: true)
        }
    }

    /// A reply counts as a success when it holds a plan, whatever the guard will say, or is a content filter's; an
    /// unparsable one is a failure. The same prompt tends to give the same text, so neither is tried again.
    init(_ plan: Result<Plan, RouterError>) {
        switch plan {
        case .failure(let error) where error.code != .contentFiltered:
            self.init(breakerOutcome: .failure(retryAfter: nil), allowsRetry: false)
        case .success, .failure:
            self.init(breakerOutcome: .success, allowsRetry: false)
        }
    }

    /// What `PlannerFailure.meaning` says, with the pause that the provider asked for.
    init(_ failure: PlannerFailure) {
        let meaning = failure.meaning
        self.init(
            breakerOutcome: meaning.blamesPlanner ? .failure(retryAfter: failure.retryAfter) : .neutral,
            allowsRetry: meaning.allowsRetry)
    }
}
