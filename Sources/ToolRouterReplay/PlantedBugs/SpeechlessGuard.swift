import ToolRouter

/// The guards refuse without saying why.
struct SpeechlessGuard: PlantedBug {
    static let name = "speechless-guard"
    static let invariant = ValidProblems.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Guard(tool: $0) }
    }

    private struct Guard: Tool {
        let tool: any Tool

        var name: ToolName { tool.name }
        var syntax: any PlanSyntax { tool.syntax }

        func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
            try await tool.fingerprint(for: request)
        }

        func recognise(_ request: Request, at now: Timestamp) async -> Plan? {
            await tool.recognise(request, at: now)
        }

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
