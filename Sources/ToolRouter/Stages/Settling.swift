extension Router {
    /// Draws up the answer and lets it leave.
    func settle(
        _ outcome: Answer.Outcome, _ plan: Plan?, _ source: AnswerSource?, _ progress: Progress
    ) -> Answer {
        settleAllowance(progress)
        let answer = Answer(
            request: progress.request.id, outcome: outcome, tool: plan?.tool, source: source, plan: plan,
            degraded: progress.degraded, bill: progress.costs.bill)
        emit(.settled(answer), progress)
        return answer
    }
}
