import ToolRouter

/// The guard approves by a policy that allows everything, not by the one that was configured.
///
/// What it approves then touches what it may not; here every call is said to, so that one request shows it.
struct WidePolicy: PlantedBug {
    static let name = "wide-policy"
    static let invariant = ApprovedRuns.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Approving(tool: $0) }
    }

    private struct Approving: DecoratedTool {
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
            footprint.tables = ["sqlite_schema"] + footprint.tables
            footprint.functions = (footprint.functions + ["load_extension"]).sorted()
            return footprint
        }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            try await call.run(at: now)
        }
    }
}
