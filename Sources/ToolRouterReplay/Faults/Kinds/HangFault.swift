package import ToolRouter
package import ToolRouterFormats
import ToolRouterSimulation

/// The call never ends; only its cancellation, at a deadline or when the caller leaves, frees it. What a planner charges for
/// it nobody knows.
package struct HangFault: PlannerFault, ToolFault, StoreFault, LimiterFault, AuditFault {
    package static let kind = "hang"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([HangFault()], at: target)
    }

    package var weaker: [any Fault] {
        [LatencyFault(delay: .seconds(30))]
    }

    package func write(to writer: inout JSONWriter) {}

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

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        await hang(call)
        return .failure(.cancelled)
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        await hang(call)
        return .failure(.cancelled)
    }

    func append(
        _ record: AuditRecord, to log: any AuditLog, _ call: FaultedCall, _ done: @escaping @Sendable (Bool) -> Void
    ) {
        call.inject("never says whether it is written")
        log.append(record) { _ in }
    }

    private func hang(_ call: FaultedCall) async {
        call.inject("never ends")
        await call.hang()
    }
}

extension FaultedCall {
    /// Ends when the task is cancelled, and not before.
    func hang() async {
        let sleeper = Sleeper()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { _ = sleeper.wait(with: $0) }
        } onCancel: {
            sleeper.wake()
        }
    }
}
