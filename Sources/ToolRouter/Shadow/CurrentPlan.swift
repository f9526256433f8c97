import Synchronization

/// What the first planner brought for a request at its first attempt, for the candidates that are compared with it: the
/// request writes it and waits for nobody; the candidates read it once the request has concluded, which it does by its deadline.
///
/// A candidate has one attempt and nobody repairs its plan. So it is the first attempt that it is compared with, whatever
/// retries, repairs and other planners have made of the request since.
final class CurrentPlan: Sendable {
    /// What there is to compare with.
    struct Outcome: Sendable {
        var reply = Reply.absent
        /// What the attempt cost.
        var bill = Bill.nothing
        /// How long the request waited for it.
        var duration = Duration.zero
    }

    /// What the attempt brought.
    enum Reply: Sendable {
        /// No reply, or there was no attempt: that says nothing of the planner's plans.
        case absent
        /// A reply without a plan that can be read.
        case unreadable
        case plan(JudgedPlan)
    }

    private struct State {
        var outcome = Outcome()
        /// Whether the guard may still say something to the plan.
        var awaitsJudgement = false
        var isConcluded = false
        var waiting: [DeadlineRace] = []
    }

    private let state = Mutex(State())

    /// The attempt has ended; its plan counts as `verdict` until somebody has judged it.
    func take(_ result: AttemptResult, _ verdict: (Plan) -> PlanVerdict) {
        let reply: Reply =
            switch result.outcome {
            case .replied(_, _, .success(let plan)): .plan(JudgedPlan(plan, verdict(plan)))
            case .replied: .unreadable
            case .failed: .absent
            }
        state.withLock { state in
            state.outcome = Outcome(reply: reply, bill: result.bill, duration: result.duration)
            if case .plan(let plan) = reply { state.awaitsJudgement = plan.verdict == .unjudged }
        }
    }

    /// The guard has said this to a plan. It counts where it is the first that it says since the attempt: what it says later is
    /// of a plan that took the place of that one's.
    func judge(_ plan: Plan, _ judgement: Result<Footprint, RouterError>) {
        let judged = JudgedPlan(plan, judgement)
        state.withLock { state in
            guard state.awaitsJudgement else { return }
            state.awaitsJudgement = false
            state.outcome.reply = .plan(judged)
        }
    }

    /// The request has concluded.
    func conclude() {
        let waiting = state.withLock { state in
            state.isConcluded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for race in waiting { race.finish() }
    }

    /// What there is to compare with, once the request has concluded; nil where the calling task is cancelled before.
    var outcome: Outcome? {
        get async {
            let race = DeadlineRace()
            let concluded = state.withLock { state -> Outcome? in
                if state.isConcluded { return state.outcome }
                state.waiting.append(race)
                return nil
            }
            if let concluded { return concluded }
            guard case .finished = await race.verdict() else { return nil }
            return state.withLock { $0.outcome }
        }
    }
}
