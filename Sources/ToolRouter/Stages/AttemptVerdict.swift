/// What an attempt means to the circuit breaker and to the retry policy.
struct AttemptVerdict: Sendable {
    let breakerOutcome: CircuitBreakerOutcome
    let allowsRetry: Bool

    /// Says nothing about the planner: the caller left, or the request itself was at fault.
    static let neutral = AttemptVerdict(breakerOutcome: .neutral, allowsRetry: false)
    /// Our time limit struck.
    static let timedOut = AttemptVerdict(breakerOutcome: .failure(retryAfter: nil), allowsRetry: true)

    private init(breakerOutcome: CircuitBreakerOutcome, allowsRetry: Bool) {
        self.breakerOutcome = breakerOutcome
        self.allowsRetry = allowsRetry
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

    /// The provider's faults are failures; what the request itself caused is neutral.
    init(_ failure: PlannerFailure) {
        switch failure {
        case .http(429, let retryAfter):
            self.init(breakerOutcome: .failure(retryAfter: retryAfter), allowsRetry: true)
        case .http(500..., let retryAfter):
            self.init(breakerOutcome: .failure(retryAfter: retryAfter), allowsRetry: true)
        case .http(401, _), .http(403, _), .http(404, _):
            self.init(breakerOutcome: .failure(retryAfter: nil), allowsRetry: false)
        case .http, .cancelled, .unavailable:
            self = .neutral
        case .connection, .timeout:
            self = .timedOut
        }
    }
}
