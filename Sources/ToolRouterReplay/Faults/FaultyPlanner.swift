import ToolRouter

/// A planner some of whose calls a fault plan spoils.
struct FaultyPlanner: Planner {
    let planner: any Planner
    let seam: FaultTarget
    let injector: FaultInjector
    let scheduler: any Scheduler

    var name: PlannerName { planner.name }
    var model: String { planner.model }
    var promptFingerprint: String { planner.promptFingerprint }

    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        let result = await spoilt(inquiry)
        if case .success(let reply) = result { injector.note(reply, to: inquiry.request.id, by: seam) }
        return result
    }

    private func spoilt(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        guard
            let call = injector.winner(at: seam, for: inquiry.request, attempt: inquiry.attempt, on: scheduler),
            let fault = call.fault as? any PlannerFault
        else { return await planner.propose(inquiry) }
        return await fault.propose(inquiry, asking: planner, call)
    }
}

extension PlannerReply {
    /// The same reply, of another text and complete.
    func saying(_ text: String) -> PlannerReply {
        var reply = self
        reply.text = text
        reply.finishReason = "stop"
        return reply
    }
}
