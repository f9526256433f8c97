import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

/// The call never ends; only its cancellation, at a deadline or when the caller leaves, frees it.
struct HangFault: PlannerFault, ToolFault {
    static let kind = "hang"
    static let parameters: [String] = []

    init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    func write(to writer: inout JSONWriter) {}

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        await hang(call)
        return .failure(.cancelled)
    }

    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async throws(RouterError) -> ToolResult {
        await hang(call)
        throw .cutShort
    }

    private func hang(_ call: FaultedCall) async {
        call.inject("never ends")
        let sleeper = Sleeper()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { _ = sleeper.wait(with: $0) }
        } onCancel: {
            sleeper.wake()
        }
    }
}
