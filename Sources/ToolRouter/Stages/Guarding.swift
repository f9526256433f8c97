extension Router {
    /// Has the plan's tool approve it: the guard, not the model, has the last word.
    func approve(_ plan: Plan, _ progress: Progress) async throws(RouterError) -> any ApprovedCall {
        do throws(RouterError) {
            let call = try await judge(plan, progress)
            emit(.approved(plan, call.footprint), progress)
            return call
        } catch {
            emit(.disapproved(error), progress)
            throw error
        }
    }

    func judge(_ plan: Plan, _ progress: Progress) async throws(RouterError) -> any ApprovedCall {
        guard let tool = tool(named: plan.tool) else { throw .notConfigured(plan.tool, at: .guard) }
        return try await tool.approve(plan, for: progress.request, at: scheduler.now)
    }
}
