package import ToolRouter

extension ShadowComparison {
    /// What came of a candidate that said this.
    package static func of(
        _ proposal: ShadowProposal, _ end: ShadowEnd = .sameText, candidate: PlanVerdict = .approved,
        current: PlanVerdict = .approved
    ) -> ShadowComparison {
        ShadowComparison(
            proposal: proposal, end: end, candidate: candidate, current: current, currentPlanner: "main",
            currentTool: "sql")
    }
}

extension ShadowProposal {
    /// A plan, or why there is none, for nothing.
    package static func of(_ plan: Result<Plan, RouterError>) -> ShadowProposal {
        ShadowProposal(plan: plan, bill: .nothing, duration: .zero)
    }
}
