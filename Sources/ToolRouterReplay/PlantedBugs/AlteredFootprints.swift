import ToolRouter

/// A tool whose calls say that they touch something else than they do.
struct AlteredFootprints: DecoratedTool {
    let tool: any Tool
    /// Changes what a call says.
    let alter: @Sendable (inout Footprint) -> Void

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        Call(call: try await tool.approve(plan, for: request, at: now), alter: alter)
    }

    private struct Call: ApprovedCall {
        let call: any ApprovedCall
        let alter: @Sendable (inout Footprint) -> Void

        var plan: Plan { call.plan }

        var footprint: Footprint {
            var footprint = call.footprint
            alter(&footprint)
            return footprint
        }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            try await call.run(at: now)
        }
    }
}
