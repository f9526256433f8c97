/// How a gateway treats its planner.
struct PlannerGatewaySettings: Sendable {
    /// The time one attempt may take.
    var attemptTimeout: Duration
    /// An attempt is not made with less time left than this.
    var minimumAttempt: Duration
    /// How many calls the planner may hold.
    var limits: PlannerCallLimits
    /// When the planner is left alone.
    var breaker: CircuitBreakerConfiguration
    /// What the jitter of the open time is drawn from.
    var draw: KeyedDraw
    /// What tokens cost.
    var prices: PriceCatalogue
    /// Reads the plan in a reply.
    var decoder: PlanDecoder

    /// Those of the current planner.
    init(_ configuration: RouterConfiguration, _ decoder: PlanDecoder) {
        self.decoder = decoder
        attemptTimeout = configuration.attemptTimeout
        minimumAttempt = configuration.minimumAttempt
        limits = configuration.plannerCalls
        breaker = configuration.breaker
        draw = KeyedDraw(seed: configuration.seed)
        prices = configuration.prices
    }

    /// Those of a candidate beside it.
    init(_ configuration: RouterConfiguration, _ decoder: PlanDecoder, _ shadow: ShadowPlanner) {
        self.init(configuration, decoder)
        attemptTimeout = shadow.deadline
        limits = configuration.candidateCalls
    }

    func bill(for reply: PlannerReply) -> Bill {
        Bill(usage: reply.usage, cost: prices.cost(of: reply.usage, model: reply.model))
    }

    /// The plan in a reply, or the `planner_error` that its text is.
    func plan(in reply: PlannerReply, at stage: Stage) -> Result<Plan, RouterError> {
        switch reply.finishReason?.lowercased() {
        case "content_filter", "refusal", "safety":
            return .failure(RouterError(.contentFiltered, at: stage, "the provider or its model refused to answer"))
        case "length", "max_tokens":
            // What is missing may be the very condition that narrows the statement.
            return .failure(RouterError(.malformedPlan, at: stage, "the reply was cut off at its token limit"))
        default: break
        }
        return decoder.decode(reply.text).mapError { failure in
            RouterError(ErrorCode(failure.code), at: stage, failure.detail)
        }
    }
}

extension ErrorCode {
    fileprivate init(_ code: PlanDecodingFailure.Code) {
        switch code {
        case .emptyReply: self = .emptyReply
        case .proseReply: self = .proseReply
        case .malformedPlan: self = .malformedPlan
        case .invalidPlan: self = .invalidPlan
        case .surroundingText: self = .surroundingText
        }
    }
}
