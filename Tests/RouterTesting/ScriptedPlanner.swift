import Synchronization
package import ToolRouter

/// A planner that says what its script has for each call, after the virtual time it is to take; beyond the end of the
/// script it repeats the last line.
package final class ScriptedPlanner: Planner {
    private struct State {
        var inquiries: [PlannerInquiry] = []
        var cancellations = 0
    }

    package let name: PlannerName
    package let model: String
    package let promptFingerprint: String
    private let script: [ScriptedReply]
    private let scheduler: any Scheduler
    private let state = Mutex(State())

    package init(
        _ script: [ScriptedReply], name: PlannerName = "main", model: String = "model-a", prompt: String = "prompt-1",
        scheduler: any Scheduler
    ) {
        self.script = script
        self.name = name
        self.model = model
        promptFingerprint = prompt
        self.scheduler = scheduler
    }

    /// What it was asked, in order.
    package var inquiries: [PlannerInquiry] { state.withLock { $0.inquiries } }
    /// How often it was asked.
    package var calls: Int { inquiries.count }
    /// How often it was cancelled, whether it heeded that or not.
    package var cancellations: Int { state.withLock { $0.cancellations } }

    package func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        let call = state.withLock { state in
            state.inquiries.append(inquiry)
            return state.inquiries.count
        }
        guard !script.isEmpty else { return .failure(.unavailable("the script is empty")) }
        let line = script[min(call, script.count) - 1]
        let isCutShort = await withTaskCancellationHandler {
            await line.wait(on: scheduler)
        } onCancel: {
            state.withLock { $0.cancellations += 1 }
        }
        return isCutShort ? .failure(.cancelled) : line.outcome
    }
}
