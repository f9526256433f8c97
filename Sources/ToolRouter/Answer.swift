/// What the router says to one request; there is exactly one for each.
public struct Answer: Sendable {
    /// The request it answers.
    public var request: RequestID
    /// What came of it.
    public var outcome: Outcome
    /// The tool that was or would have been used.
    public var tool: ToolName?
    /// Where the plan came from; nil when there is none.
    public var source: AnswerSource?
    /// The planner whose plan it is, also where the plan was found in the cache; nil when it is no planner's.
    public var planner: PlannerName?
    /// The plan, when one was made.
    public var plan: Plan?
    /// Why the answer is second best; nil when it is not.
    public var degraded: Degradation?
    /// Tokens and money spent on it.
    public var bill: Bill
    /// How the caller stands with its limits, which headers tell; nil when no limit was asked.
    public var limits: RateLimitDecision?
    /// The trace of the request; nil when the caller named none.
    public var trace: TraceContext?

    /// An answer as `Router` makes it; outside of it, for what keeps or measures answers.
    package init(
        request: RequestID, outcome: Outcome, tool: ToolName? = nil, source: AnswerSource? = nil,
        planner: PlannerName? = nil, plan: Plan? = nil,
        degraded: Degradation? = nil, bill: Bill, limits: RateLimitDecision? = nil, trace: TraceContext? = nil
    ) {
        self.request = request
        self.outcome = outcome
        self.tool = tool
        self.source = source
        self.planner = planner
        self.plan = plan
        self.degraded = degraded
        self.bill = bill
        self.limits = limits
        self.trace = trace
    }

    /// Four ways a request can end.
    public enum Outcome: Sendable {
        /// The tool ran.
        case answered(ToolResult)
        /// Nothing ran; the caller is asked back.
        case clarification(Clarification)
        /// The caller or the plan did not keep to the rules.
        case refused(RouterError)
        /// Something broke or took too long.
        case failed(RouterError)

        /// The outcome that an error is.
        public init(_ error: RouterError) {
            switch error.code.kind {
            case .rateLimitError, .validationError: self = .refused(error)
            case .plannerError, .executionError, .timeoutError: self = .failed(error)
            }
        }

        /// Which of the four it is.
        public enum Kind: String, Hashable, CaseIterable, Sendable {
            case answered
            case clarification
            case refused
            case failed
        }

        /// Which of the four it is.
        public var kind: Kind {
            switch self {
            case .answered: .answered
            case .clarification: .clarification
            case .refused: .refused
            case .failed: .failed
            }
        }

        /// The word for the outcome in files and metrics.
        public var name: String { kind.rawValue }

        /// What the tool answered with; nil when none did.
        public var result: ToolResult? {
            if case .answered(let result) = self { result } else { nil }
        }

        /// The error of a refusal or failure.
        public var error: RouterError? {
            switch self {
            case .refused(let error), .failed(let error): error
            case .answered, .clarification: nil
            }
        }
    }
}

/// Where the plan of an answer came from.
public enum AnswerSource: String, CaseIterable, Sendable {
    /// An LLM planner, just now: the first, or, in a degraded answer, one that comes after it.
    case planner
    /// The answer cache, fresh.
    case cache
    /// The answer cache, past its time, because the planner failed.
    case stale
    /// The rule planner, because no LLM planner could.
    case rules
    /// The question itself: it was in a tool's own language already.
    case raw
}

/// Why an answer is second best: why the first planner, whose turn it was, gave no plan.
public enum Degradation: String, CaseIterable, Sendable {
    /// The circuit to the planner was open.
    case circuitOpen = "circuit_open"
    /// The planner failed or took too long.
    case plannerFailed = "planner_failed"
    /// There was no money to ask the planner.
    case budgetExhausted = "budget_exhausted"
}

/// Why the router asks back instead of answering.
public enum Clarification: String, CaseIterable, Sendable {
    /// The plan's confidence is under the threshold.
    case lowConfidence = "low_confidence"
    /// The planner found no tool for the question.
    case noTool = "no_tool"
}
