extension Router {
    /// What its planner makes of a plan that the guard has refused, when it is told why: asked once, and by the deadline.
    ///
    /// - Returns: nil where the refusal stands: repairs are switched off, the plan is no planner's or a repaired one already, no
    ///   hint would help or the policy forbids what it does; or no plan came of it.
    /// - Throws: only that the caller left meanwhile.
    func repair(
        _ proposal: Proposal, _ refusal: RouterError, _ route: Route, _ lookup: CacheLookup, _ state: inout RequestState
    ) async throws(RouterError) -> Decision? {
        guard configuration.repairs > 0, !proposal.isRepaired, proposal.source == .planner,
            refusal.code.isMendedByRepair, let hint = refusal.hint, !Task.isCancelled,
            let number = gateways.firstIndex(where: { $0.name == proposal.planner })
        else { return nil }
        let gateway = gateways[number]
        // Where the answer before its refresh can still stand in, it must leave in time.
        let deadline = lookup.fallback == nil ? state.deadline : state.deadlineWithReserve
        guard deadline - scheduler.now >= configuration.minimumAttempt else { return nil }
        state.clock.enter(.plan, at: scheduler.now)
        emit(.repairing(gateway.name, refusal.code), state)
        let repair = PlannerRepair(plan: proposal.plan, code: refusal.code, detail: refusal.detail, hint: hint)
        // Those whose same plan was refused for the same reason wait for the same call, and nobody else does.
        let key = state.request.bypassCache ? nil : lookup.repairKey(of: number, repair, self)
        do throws(RouterError) {
            let result = try await ask(
                gateway, proposal.attempt + 1, repair, route, key.map(PlannerSharing.key) ?? .none, by: deadline, &state
            )
            guard case .success(let plan) = result.plan else { return try unlessCancelled() }
            var repaired = proposal
            repaired.plan = plan
            repaired.attempt += 1
            repaired.storesUnder = result.pays ? lookup.key(of: number, self) : nil
            repaired.isRepaired = true
            return decide(adopt(repaired, state), state)
        } catch {
            return try unlessCancelled()
        }
    }

    /// No plan, unless the caller has left meanwhile.
    private func unlessCancelled() throws(RouterError) -> Decision? {
        if Task.isCancelled { throw .cancelled(at: .plan) }
        return nil
    }
}
