import ToolRouter

/// A tool some of whose approved calls a fault plan spoils. Its guard judges as ever.
struct FaultyTool: DecoratedTool {
    let tool: any Tool
    let injector: FaultInjector
    let scheduler: any Scheduler

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        Call(approved: try await tool.approve(plan, for: request, at: now), request: request, tool: self)
    }

    private struct Call: ApprovedCall {
        let approved: any ApprovedCall
        let request: Request
        let tool: FaultyTool

        var plan: Plan { approved.plan }
        var footprint: Footprint { approved.footprint }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            // A request runs one approved call, once: there is no second attempt to tell from the first.
            guard
                let call = tool.injector.winner(
                    at: .tool(tool.name), for: request, attempt: 1, on: tool.scheduler),
                let fault = call.fault as? any ToolFault
            else { return try await approved.run(at: now) }
            return try await fault.run(approved, at: now, call)
        }
    }
}
