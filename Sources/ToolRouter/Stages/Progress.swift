/// How far a request has come: what the stages hand on besides their results.
struct Progress: Sendable {
    let request: Request
    let question: CanonicalQuestion
    /// What the rules say to the question.
    let rules: RuleMatch
    /// The moment by which the answer leaves.
    let deadline: Timestamp
    /// When it came.
    let arrivedAt: Timestamp
    /// The moment by which planning ends: earlier than the deadline where something can stand in, to leave it the time.
    var planningDeadline: Timestamp
    /// Whether the caller waits less than the configuration would; what that cuts off is no fault of the planner, unless
    /// it was slow by then.
    let hasShorterDeadline: Bool
    /// Under which key an answer is stored; nil where none is.
    var storeKey: CacheKey?
    /// Who has the same key waits for the same reply; nil for a request that wants one of its own.
    var flightKey: CacheKey?
    /// A seat with those who wait already.
    var seat: Flights.Seat?
    /// Whether it is this request that answers for the planner's reply: it pays for it and stores it.
    var ownsReply = false
    /// What it was admitted on; nil where no tokens are limited.
    var allowance: Allowance?
    /// The plan, as soon as there is one.
    var plan: Plan?
    var source: AnswerSource?
    var degraded: Degradation?
    var costs = CostMeter()

    /// Ends planning early enough for a kept answer to leave in time.
    mutating func leaveTimeToFallBack() {
        planningDeadline = min(
            planningDeadline, arrivedAt + (deadline - arrivedAt - Self.reserve(of: deadline - arrivedAt)))
    }

    /// The time that is kept for what stands in.
    static func reserve(of patience: Duration) -> Duration { min(.seconds(1), patience / 10) }
}

extension Router {
    /// Notes the arrival and sets the deadline.
    func begin(_ request: Request) -> Progress {
        emit(.received(request), request)
        let question = CanonicalQuestion(request.question)
        let patience = request.deadline ?? configuration.deadline
        let rules = configuration.rules.match(question)
        let reserve = rules.standIn == nil ? .zero : Progress.reserve(of: patience)
        let now = scheduler.now
        return Progress(
            request: request, question: question, rules: rules, deadline: now + patience, arrivedAt: now,
            planningDeadline: now + (patience - reserve),
            hasShorterDeadline: request.deadline.map { $0 < configuration.deadline } ?? false)
    }

    func emit(_ kind: RouterEvent.Kind, _ request: Request) {
        observer.observe(RouterEvent(request: request.id, at: scheduler.now, kind))
    }

    func emit(_ kind: RouterEvent.Kind, _ progress: Progress) {
        emit(kind, progress.request)
    }

    /// Says that the request goes no further, and why.
    func reject(_ error: RouterError, _ progress: Progress) -> RouterError {
        emit(.rejected(error), progress)
        return error
    }

    func tool(named name: ToolName) -> (any Tool)? {
        tools.first { $0.name == name }
    }
}
