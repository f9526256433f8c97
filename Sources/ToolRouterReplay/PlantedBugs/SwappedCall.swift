import Synchronization
import ToolRouter

/// What runs is the call that was approved before this one.
struct SwappedCall: PlantedBug {
    static let name = "swapped-call"
    static let invariant = ApprovedRuns.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.tools = world.tools.map { Swapping(tool: $0) }
    }

    private final class Swapping: DecoratedTool {
        let tool: any Tool
        private let former = Mutex<(any ApprovedCall)?>(nil)

        init(tool: any Tool) {
            self.tool = tool
        }

        func approve(
            _ plan: Plan, for request: Request, at now: Timestamp
        ) async throws(RouterError) -> any ApprovedCall {
            let call = try await tool.approve(plan, for: request, at: now)
            return former.withLock { former in
                defer { former = call }
                return former ?? call
            }
        }
    }
}
