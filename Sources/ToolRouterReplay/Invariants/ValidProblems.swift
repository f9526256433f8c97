import ToolRouter

/// Every refusal and failure leaves as a valid problem document, and is a refusal exactly when its class says so.
///
/// Who meets an open circuit is told when to ask again, unless an operator keeps it open: then nobody knows.
struct ValidProblems: Invariant {
    static let name = "valid_problems"
    var kinds: EventKinds { [.circuitOperated, .circuitRefused, .settled] }

    /// Whether an operator keeps the circuits open of which nothing has been told.
    private let areOpenByCommand: Bool
    private var openByCommand: [PlannerName: Bool] = [:]

    init(_ breaker: CircuitBreakerConfiguration) {
        areOpenByCommand = breaker.mode == .forcedOpen
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        if case .circuitOperated(let planner, let command) = event.kind {
            openByCommand[planner] = command == .setMode(.forcedOpen)
        }
        if case .circuitRefused(let planner, retryAfter: nil) = event.kind,
            !(openByCommand[planner] ?? areOpenByCommand)
        {
            return Discrepancy(expected: "a circuit that says until when it is open", found: "one that does not")
        }
        guard case .settled(let answer) = event.kind, let error = answer.outcome.error else { return nil }
        let members = ProblemMembers(ProblemDocument(error, request: answer.request))
        if let fault = ProblemContract.fault(in: members) {
            return Discrepancy(
                expected: "`\(fault.member)` of \(members.code) to be \(fault.expected)", found: fault.found)
        }
        if error.code == .circuitOpen, error.retryAfter == nil, history?.metEndlessCircuit != true {
            return Discrepancy(expected: "`retry_after_ms` of \(members.code) to be 0 or more", found: "null")
        }
        let isRefusal = ["validation_error", "rate_limit_error"].contains(members.error)
        let expected = isRefusal ? "refused" : "failed"
        return answer.outcome.name == expected
            ? nil : Discrepancy(expected: "\(members.error) to be \(expected)", found: answer.outcome.name)
    }
}
