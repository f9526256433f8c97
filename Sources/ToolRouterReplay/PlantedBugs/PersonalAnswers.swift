import ToolRouter

/// The guard does not say that an answer depends on who asks, so that it is stored for all users of the tenant.
struct PersonalAnswers: PlantedBug {
    static let name = "personal-answers"
    static let invariant = CleanCache.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Silent(tool: $0) }
    }

    private struct Silent: DecoratedTool {
        let tool: any Tool

        func approve(
            _ plan: Plan, for request: Request, at now: Timestamp
        ) async throws(RouterError) -> any ApprovedCall {
            Call(call: try await tool.approve(plan, for: request, at: now))
        }
    }

    private struct Call: ApprovedCall {
        let call: any ApprovedCall

        var plan: Plan { call.plan }

        var footprint: Footprint {
            var footprint = call.footprint
            footprint.dependsOnCaller = false
            return footprint
        }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            try await call.run(at: now)
        }
    }
}
