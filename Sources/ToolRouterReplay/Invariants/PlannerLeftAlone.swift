import ToolRouter

/// No planner is asked after a cache hit or while its circuit is open, which it stays for as long as it is configured
/// to or an operator wants; and a half-open circuit lets through no more attempts at once than it has probes.
struct PlannerLeftAlone: Invariant {
    static let name = "planner_left_alone"
    var kinds: EventKinds {
        [.attemptStarted, .attemptEnded, .shadowStarted, .circuitOperated, .circuitChanged]
    }

    private let breaker: CircuitBreakerConfiguration
    /// The time that one attempt of a planner may take, for those with a time of their own, and for the others.
    private let ownMaximumCalls: [PlannerName: Duration]
    private let maximumCall: Duration
    private var circuits = ValuesByPlanner<WatchedCircuit>()

    init(
        _ breaker: CircuitBreakerConfiguration, maximumCall: Duration = .zero,
        ownMaximumCalls: [PlannerName: Duration] = [:]
    ) {
        self.breaker = breaker
        self.maximumCall = maximumCall
        self.ownMaximumCalls = ownMaximumCalls
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .attemptStarted(let attempt):
            if history?.hit != nil {
                return Discrepancy(expected: "no planner asked after a cache hit", found: "attempt \(attempt.number)")
            }
            return watch(attempt.planner) { $0.begin(attempt, of: event) }
        case .attemptEnded(let attempt, _, _):
            circuits.update(attempt.planner) { $0.end(attempt, of: event) }
        case .shadowStarted where history?.hit != nil:
            return Discrepancy(expected: "no planner asked after a cache hit", found: "a candidate was asked")
        case .circuitOperated(let planner, let command): watch(planner) { $0.operate(command, at: event.at) }
        case .circuitChanged(let planner, let transition):
            return watch(planner) { $0.change(transition, at: event.at) }
        default: break
        }
        return nil
    }

    private mutating func watch<Result>(
        _ planner: PlannerName, _ body: (inout WatchedCircuit) -> Result
    ) -> Result {
        body(
            &circuits[
                planner,
                default: WatchedCircuit(breaker, maximumCall: ownMaximumCalls[planner] ?? maximumCall)])
    }
}
