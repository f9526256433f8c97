import RouterTesting
import Testing
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouter
@testable import ToolRouterReplay

/// What happens to some requests, told event by event, and which invariants break over it.
struct InvariantStory: Sendable, CustomTestStringConvertible {
    /// One event, so long after the beginning.
    struct Step: Sendable {
        let after: Duration
        let request: RequestID
        let kind: RouterEvent.Kind
    }

    static let start = Timestamp(microseconds: 1_795_165_200_000_000)

    let testDescription: String
    let steps: [Step]
    /// The places of the events, from 0, that break the invariant.
    let breaks: [Int]

    init(_ name: String, breaks: [Int] = [], _ steps: Step...) {
        self.init(name, breaks: breaks, steps)
    }

    init(_ name: String, breaks: [Int] = [], _ steps: [Step]) {
        testDescription = name
        self.steps = steps
        self.breaks = breaks
    }

    /// Tells the story to one invariant, and expects it to break where it should; afterwards `finished` breaches are
    /// found at the end, when reports print `totals` or, without, what the events add up to.
    @discardableResult
    func expect(
        of invariant: some Invariant, finished: Int = 0, totals: Totals? = nil,
        from location: SourceLocation = #_sourceLocation
    ) -> [Breach] {
        let board = InvariantBoard([invariant], start: Self.start)
        var sum = Totals()
        var found: [Int] = []
        for (number, step) in steps.enumerated() {
            let event = RouterEvent(request: step.request, at: Self.start + step.after, step.kind)
            let former = board.findings.breaches.count
            sum.observe(event)
            board.observe(event)
            if board.findings.breaches.count > former { found.append(number) }
        }
        #expect(found == breaks, "\(board.findings.breaches)", sourceLocation: location)
        let former = board.findings.breaches.count
        board.finish(totals: totals ?? sum)
        #expect(
            board.findings.breaches.count - former == finished, "\(board.findings.breaches)", sourceLocation: location)
        return board.findings.breaches
    }
}

extension InvariantStory.Step {
    /// Something happens to a request.
    static func at(_ after: Duration, _ request: RequestID, _ kind: RouterEvent.Kind) -> Self {
        Self(after: after, request: request, kind: kind)
    }

    /// Something happens to `r-1`.
    static func at(_ after: Duration, _ kind: RouterEvent.Kind) -> Self { .at(after, "r-1", kind) }

    /// Something happens to `r-1` at the beginning.
    static func now(_ kind: RouterEvent.Kind) -> Self { .at(.zero, kind) }
}

extension Plan {
    static let count = Plan(sql: "SELECT count(*) FROM singer")
    static let names = Plan(sql: "SELECT name FROM singer")
}

extension ToolResult {
    static let twoRows = ToolResult.rows(ResultSet(columns: ["n"], rows: [[.integer(1)], [.integer(2)]]))
    static let cutRows = ToolResult.rows(ResultSet(columns: ["n"], rows: [[.integer(1)]], isTruncated: true))
}

extension CacheKey {
    static func of(_ question: String) -> CacheKey {
        CacheKey(
            owner: CacheOwner(Caller(tenant: "emea"), scope: .tenant)!, tool: "auto",
            question: CanonicalQuestion(question, foldingCase: false), fingerprints: [], prompt: "main")
    }
}

extension StoredAnswer {
    init(_ plan: Plan, _ result: ToolResult) {
        self.init(plan: plan, result: result, storedAt: InvariantStory.start)
    }
}

extension RouterEvent.Kind {
    static func arrived(_ id: RequestID = "r-1", deadline: Duration? = nil, caller: Caller? = nil) -> RouterEvent.Kind {
        var request = Request.asking(id: id, deadline: deadline)
        if let caller { request.caller = caller }
        return .received(request)
    }

    static func answered(
        _ plan: Plan = .count, _ source: AnswerSource = .planner, _ result: ToolResult = .twoRows,
        to id: RequestID = "r-1", bill: Bill = CostMeter().bill
    ) -> RouterEvent.Kind {
        .settled(
            Answer(
                request: id, outcome: .answered(result), tool: plan.tool, source: source, plan: plan, degraded: nil,
                bill: bill))
    }

    static func ended(_ outcome: Answer.Outcome, to id: RequestID = "r-1", bill: Bill = CostMeter().bill)
        -> RouterEvent.Kind
    {
        .settled(
            Answer(
                request: id, outcome: outcome, tool: nil, source: nil, plan: nil, degraded: nil, bill: bill))
    }

    static func failed(_ error: RouterError) -> RouterEvent.Kind { .ended(Answer.Outcome(error)) }

    static let attempt = PlannerAttempt(number: 1, planner: "main", model: "model-a")
    static let asked = RouterEvent.Kind.attemptStarted(attempt)
    static let unanswered = RouterEvent.Kind.attemptEnded(
        attempt,
        .failed(RouterError(.providerFailed, at: .plan, "the provider failed"), .http(status: 500, retryAfter: nil)),
        duration: .zero)

    static func replied(
        _ usage: TokenUsage?, _ cost: String?, _ status: CostStatus = .exact, model: String = "model-a"
    ) -> RouterEvent.Kind {
        .attemptEnded(
            attempt, .replied(.of(usage, model), .of(usage, cost, status), .success(.count)), duration: .zero)
    }
}

extension PlannerReply {
    static func of(_ usage: TokenUsage?, _ model: String = "model-a") -> PlannerReply {
        PlannerReply(text: "", model: model, usage: usage)
    }
}

extension CircuitBreakerTransition {
    init(_ from: CircuitBreakerState, _ to: CircuitBreakerState, _ reason: Reason) {
        self.init(from: from, to: to, reason: reason, counts: CircuitBreakerCounts())
    }
}

extension Bill {
    /// A bill of so many USD; nil is unknown.
    static func of(_ usage: TokenUsage?, _ usd: String?, _ status: CostStatus = .exact) -> Bill {
        Bill(usage: usage ?? TokenUsage(), cost: usd.map { Cost(amount: Money(usd: $0)!, status: status) } ?? .missing)
    }
}
