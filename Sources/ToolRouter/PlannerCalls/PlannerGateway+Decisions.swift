extension PlannerGateway {
    /// Waits until the next decision of that kind is due for the request.
    func turn(_ kind: DecisionPoint.Kind, _ request: RequestID) async {
        guard let decisions, decisions.mayWait else { return }
        await decisions.turn(of: request, at: point(kind))
    }

    /// Tells the number of a decision, where it has one.
    func tell(_ number: DecisionNumber?, of kind: DecisionPoint.Kind, to caller: PlannerCaller) {
        if let number { caller.report(.decided(Decision(point(kind), number))) }
    }

    /// Tells that the call has ended that was made for `caller`, where decisions are numbered.
    func tellEnd(
        of entrance: Entrance, _ number: DecisionNumber?, _ result: Result<PlannerReply, PlannerFailure>,
        to caller: PlannerCaller
    ) {
        tell(number, of: .reply, to: caller)
        guard let asked = entrance.number, let number else { return }
        caller.report(
            .finished(
                FinishedCall(
                    planner: name, isCandidate: stage == .shadow, model: planner.model, asked: asked, ended: number,
                    result: result)))
    }

    private func point(_ kind: DecisionPoint.Kind) -> DecisionPoint {
        DecisionPoint(kind, candidate: stage == .shadow ? name : nil)
    }
}
