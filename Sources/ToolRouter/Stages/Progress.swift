/// How far a request has come: what the stages hand on besides their results.
struct Progress: Sendable {
    let request: Request
    let question: CanonicalQuestion
    /// The moment by which the answer leaves.
    let deadline: Timestamp
    /// The moment by which planning ends: earlier than the deadline where a rule can stand in, to leave it the time.
    let planningDeadline: Timestamp
    /// Whether the caller waits less than the configuration would; what that cuts off is no fault of the planner.
    let isImpatient: Bool
    /// What it was admitted on; nil where no tokens are limited.
    var allowance: Allowance?
    /// The plan, as soon as there is one.
    var plan: Plan?
    var source: AnswerSource?
    var degraded: Degradation?
    var costs = CostMeter()
}

extension Router {
    /// Notes the arrival and sets the deadline.
    func begin(_ request: Request) -> Progress {
        emit(.received(request), request)
        let question = CanonicalQuestion(request.question)
        let patience = request.deadline ?? configuration.deadline
        let reserve = configuration.rules.plan(for: question) == nil ? .zero : min(.seconds(1), patience / 10)
        return Progress(
            request: request, question: question, deadline: scheduler.now + patience,
            planningDeadline: scheduler.now + (patience - reserve),
            isImpatient: request.deadline.map { $0 < configuration.deadline } ?? false)
    }

    func emit(_ happening: Happening, _ request: Request) {
        reader.read(RouterEvent(request: request.id, at: scheduler.now, happening))
    }

    func emit(_ happening: Happening, _ progress: Progress) {
        emit(happening, progress.request)
    }

    func tool(named name: ToolName) -> (any Tool)? {
        tools.first { $0.name == name }
    }
}
