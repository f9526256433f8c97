import ToolRouter

/// Every refusal and failure leaves as a valid problem document, and is a refusal exactly when its class says so.
struct ValidProblems: Invariant {
    static let name = "valid_problems"

    mutating func read(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard case .settled(let answer) = event.happening, let error = answer.outcome.error else { return nil }
        let members = ProblemMembers(ProblemDocument(error, request: answer.request))
        if let fault = ProblemContract.fault(in: members) {
            return Discrepancy(
                expected: "`\(fault.member)` of \(members.code) to be \(fault.expected)", found: fault.found)
        }
        let isRefusal = ["validation_error", "rate_limit_error"].contains(members.error)
        let expected = isRefusal ? "refused" : "failed"
        return answer.outcome.name == expected
            ? nil : Discrepancy(expected: "\(members.error) to be \(expected)", found: answer.outcome.name)
    }
}
