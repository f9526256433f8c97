import Synchronization

extension Router {
    /// A candidate with its gateway.
    struct Candidate: Sendable {
        let shadow: ShadowPlanner
        let gateway: PlannerGateway
        /// Shared by all candidates.
        let turn: JudgingTurn
        let counts: CandidateCounts

        init(_ shadow: ShadowPlanner, _ gateway: PlannerGateway, _ turn: JudgingTurn, concurrency: Int) {
            self.shadow = shadow
            self.gateway = gateway
            self.turn = turn
            counts = CandidateCounts(maximumGuarded: concurrency)
        }

        var name: PlannerName { shadow.planner.name }
    }
}

/// What is counted of a candidate beside its calls.
final class CandidateCounts: Sendable {
    private let eligible = Atomic(0)
    private let guarded = Atomic(0)
    private let maximumGuarded: Int

    init(maximumGuarded: Int) {
        self.maximumGuarded = maximumGuarded
    }

    /// A request that the candidate could be asked about.
    func addEligible() {
        eligible.wrappingAdd(1, ordering: .relaxed)
    }

    /// The requests since this was last asked.
    func takeEligible() -> Int {
        eligible.exchange(0, ordering: .relaxed)
    }

    /// Whether one more of the candidate's plans may be judged, or wait for that: as many at once as it may hold calls. Each that
    /// begins must end, those that nobody waits for any more among them.
    func beginGuarding() -> Bool {
        let (_, count) = guarded.wrappingAdd(1, ordering: .relaxed)
        if count <= maximumGuarded { return true }
        endGuarding()
        return false
    }

    func endGuarding() {
        guarded.wrappingSubtract(1, ordering: .relaxed)
    }
}
