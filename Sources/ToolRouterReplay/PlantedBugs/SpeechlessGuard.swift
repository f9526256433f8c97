import ToolRouter

/// The guards refuse without saying why.
struct SpeechlessGuard: PlantedBug {
    static let name = "speechless-guard"
    static let invariant = ValidProblems.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Guard(tool: $0) }
    }

    private struct Guard: DecoratedTool {
        let tool: any Tool

        func approve(
            _ plan: Plan, for request: Request, at now: Timestamp
        ) async throws(RouterError) -> any ApprovedCall {
            do throws(RouterError) {
                return try await tool.approve(plan, for: request, at: now)
            } catch {
                throw RouterError(error.code, at: error.stage, "")
            }
        }
    }
}
