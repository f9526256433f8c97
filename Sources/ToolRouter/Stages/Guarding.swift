extension Router {
    /// Has the plan's tool approve it: the guard, not the model, has the last word.
    func approve(_ plan: Plan, _ state: RequestState) async throws(RouterError) -> any ApprovedCall {
        do throws(RouterError) {
            let mayWait = tool(named: plan.tool)?.mayWait ?? false
            let call = try await byDeadline(state, at: .guard, mayWait: mayWait) {
                [self] () async throws(RouterError) in
                try await judge(plan, state.request)
            }
            emit(.approved(plan, call.footprint), state)
            state.current?.judge(plan, .success(call.footprint))
            return call
        } catch {
            emit(.disapproved(error), state)
            state.current?.judge(plan, .failure(error))
            throw error
        }
    }

    func judge(_ plan: Plan, _ request: Request) async throws(RouterError) -> any ApprovedCall {
        guard let tool = tool(named: plan.tool) else { throw .notConfigured(plan.tool, at: .guard) }
        return try await tool.approve(plan, for: request, at: scheduler.now)
    }
}
