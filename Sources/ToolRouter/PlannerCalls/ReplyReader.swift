/// Reads the plan in a planner's reply: by the word that the reply ended with, by the rules for what models write, and, where
/// it is bare text, by what its tool understands.
struct ReplyReader: Sendable {
    private let decoder: PlanDecoder
    private let tools: [any Tool]
    private let scheduler: any Scheduler
    /// What is waited for before a tool is asked; nil where nothing is.
    private var turn: JudgingTurn?

    init(_ decoder: PlanDecoder, _ tools: [any Tool], _ scheduler: any Scheduler) {
        self.decoder = decoder
        self.tools = tools
        self.scheduler = scheduler
    }

    /// The same for candidates, which take turns.
    func taking(_ turn: JudgingTurn) -> ReplyReader {
        var reader = self
        reader.turn = turn
        return reader
    }

    /// The plan in a reply, or the `planner_error` that its text is, and what was taken off the plan.
    ///
    /// - Parameter deadline: from then on no tool is waited for; what it has not said by then is left to its guard.
    func read(
        _ reply: PlannerReply, for request: Request, at stage: Stage, by deadline: Timestamp
    ) async -> (plan: Result<Plan, RouterError>, stripped: [ReplyWrapping]) {
        if let error = RouterError(FinishReason(reply.finishReason), at: stage) { return (.failure(error), []) }
        switch decoder.read(reply.text) {
        case .failure(let failure): return (.failure(RouterError(failure, at: stage)), [])
        case .success(var reading):
            if let text = reading.text, !(await isUnderstood(text, for: request, by: deadline)) {
                // What is missing behind a fence that is not closed may be all that is wrong.
                let failure = reading.openFenceEnd.map { .openFence(endingAt: $0) } ?? decoder.prose
                return (.failure(RouterError(failure, at: stage)), [])
            }
            let rivals = reading.rivals
            reading.rivals = []
            for rival in rivals where reading.rivals.isEmpty {
                if await isUnderstood(rival, for: request, by: deadline) { reading.rivals = [rival] }
            }
            switch reading.admitted(by: decoder.rules) {
            case .success(let plan): return (.success(plan), reading.wrappings)
            case .failure(let failure): return (.failure(RouterError(failure, at: stage)), [])
            }
        }
    }

    private func isUnderstood(_ text: PlanReading.Text, for request: Request, by deadline: Timestamp) async -> Bool {
        guard let tool = tools.first(where: { $0.name == text.tool }) else { return true }
        guard tool.mayWait else { return await tool.understands(text.text, for: request, at: scheduler.now) }
        if let turn, !(await turn.take(by: deadline, scheduler)) { return true }
        let outcome = await scheduler.run(by: deadline) { (_: Bool) in
            // The guard will say it.
        } _: { [scheduler, turn] in
            defer { turn?.giveBack() }
            return await tool.understands(text.text, for: request, at: scheduler.now)
        }
        if case .finished(let isUnderstood) = outcome { return isUnderstood }
        return true
    }
}

extension RouterError {
    /// The `planner_error` that a reply without a plan is.
    fileprivate init(_ failure: PlanDecodingFailure, at stage: Stage) {
        let code: ErrorCode =
            switch failure.code {
            case .emptyReply: .emptyReply
            case .proseReply: .proseReply
            case .malformedPlan: .malformedPlan
            case .invalidPlan: .invalidPlan
            case .surroundingText: .surroundingText
            case .toolCallReply: .toolCallReply
            }
        self.init(code, at: stage, failure.detail, hint: failure.hint)
    }
}
