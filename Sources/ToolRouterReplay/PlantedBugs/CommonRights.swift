import ToolRouter

/// The guard takes every caller for one without a role.
struct CommonRights: PlantedBug {
    static let name = "common-rights"
    static let invariant = ApprovedRuns.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Levelling(tool: $0) }
    }

    private struct Levelling: DecoratedTool {
        let tool: any Tool

        func approve(
            _ plan: Plan, for request: Request, at now: Timestamp
        ) async throws(RouterError) -> any ApprovedCall {
            var request = request
            request.caller.role = nil
            return try await tool.approve(plan, for: request, at: now)
        }
    }
}
