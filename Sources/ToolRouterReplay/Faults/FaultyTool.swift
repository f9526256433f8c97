import ToolRouter
import ToolRouterTools

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

        // A request runs one approved call, once: there is no second attempt to tell from the first.
        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            let onDatabase = DatabaseCall(approved: approved, request: request, tool: tool)
            guard let call = winner(at: .tool(tool.name)), let fault = call.fault as? any ToolFault else {
                return try await onDatabase.run(at: now)
            }
            return try await fault.run(onDatabase, at: now, call)
        }

        private func winner(at seam: FaultTarget) -> FaultedCall? {
            tool.injector.winner(at: seam, for: request, attempt: 1, on: tool.scheduler)
        }
    }

    /// The same call where it reaches the database.
    private struct DatabaseCall: ApprovedCall {
        let approved: any ApprovedCall
        let request: Request
        let tool: FaultyTool

        var plan: Plan { approved.plan }
        var footprint: Footprint { approved.footprint }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            guard plan.tool == .sql,
                let call = tool.injector.winner(at: .database, for: request, attempt: 1, on: tool.scheduler),
                let fault = call.fault as? any DatabaseFault
            else { return try await approved.run(at: now) }
            return try await fault.run(approved, at: now, call).get()
        }
    }
}
