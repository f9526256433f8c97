import Synchronization

/// What became of a request's own planning, for the candidates that are compared with it: the request writes it and waits for
/// nobody; the candidates read it once the request has concluded, which it does by its deadline.
final class CurrentPlan: Sendable {
    /// What there is to compare with.
    struct Outcome: Sendable {
        /// The planner whose plan it is; the first of those that serve where there is none.
        var planner: PlannerName
        /// The plan of a planner; after a repair, the repaired one. Nil where none has made one.
        var judged: JudgedPlan?
        /// What the planners' calls for the request cost.
        var bill = Bill.nothing
        /// How long the request was at the stage `plan`.
        var duration = Duration.zero
    }

    private struct State {
        var outcome: Outcome
        var isConcluded = false
        var waiting: [DeadlineRace] = []
    }

    private let state: Mutex<State>

    /// - Parameter planner: the first of those that serve.
    init(_ planner: PlannerName) {
        state = Mutex(State(outcome: Outcome(planner: planner)))
    }

    /// A planner has made a plan, which nobody has judged yet.
    func propose(_ plan: Plan, by planner: PlannerName, _ verdict: PlanVerdict) {
        let judged = JudgedPlan(plan, verdict)
        state.withLock { state in
            state.outcome.planner = planner
            state.outcome.judged = judged
        }
    }

    /// The guard has said this to a plan; it counts where it is the planner's.
    func judge(_ plan: Plan, _ judgement: Result<Footprint, RouterError>) {
        let judged = JudgedPlan(plan, judgement)
        state.withLock { state in
            guard let former = state.outcome.judged, former.verdict == .unjudged else { return }
            state.outcome.judged = judged
        }
    }

    /// The request has concluded, and its calls cost this.
    func conclude(_ bill: Bill, planning duration: Duration) {
        let waiting = state.withLock { state in
            state.outcome.bill = bill
            state.outcome.duration = duration
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
