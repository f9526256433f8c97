extension Router {
    /// Waits until the next decision of that kind is due for the request.
    func turn(_ kind: DecisionPoint.Kind, _ request: Request) async {
        guard let decisions, decisions.mayWait else { return }
        await decisions.turn(of: request.id, at: DecisionPoint(kind))
    }

    /// Tells the number of a decision, where it has one.
    func tell(_ number: DecisionNumber?, of kind: DecisionPoint.Kind, _ request: Request) {
        if let number { emit(.decided(ToolRouter.Decision(DecisionPoint(kind), number)), request) }
    }

    /// Does what something else decides, which stamps the decision's slip.
    func numbered<Value: Sendable>(
        _ kind: DecisionPoint.Kind, _ request: Request, _ work: () async -> Value
    ) async -> Value {
        guard let decisions, decisions.givesNumbers else { return await work() }
        let slip = DecisionSlip(decisions)
        let value = await DecisionSlip.$current.withValue(slip, operation: work)
        tell(slip.number, of: kind, request)
        return value
    }
}
