package import ToolRouter

/// A tool that never comes back from one stage, cancelled or not, and does all others like a scripted one.
package struct HangingTool: Tool {
    private let stage: Stage
    private let tool: ScriptedTool

    /// - Parameter stage: `route` hangs when a question is to be recognised, `recall` when data is to be named, `guard` and
    ///   `run` when a plan is judged and run.
    package init(at stage: Stage, scheduler: any Scheduler) {
        self.stage = stage
        tool = ScriptedTool(scheduler: scheduler)
    }

    package var name: ToolName { tool.name }

    package func mayRecognise(_ question: String) -> Bool { tool.mayRecognise(question) }

    package func recognise(_ request: Request, at now: Timestamp) async -> Plan? {
        await hang(at: .route)
        return await tool.recognise(request, at: now)
    }

    package func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        await hang(at: .recall)
        return try await tool.fingerprint(for: request)
    }

    package func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError)
        -> any ApprovedCall
    {
        await hang(at: .guard)
        return Call(call: try await tool.approve(plan, for: request, at: now), tool: self)
    }

    private func hang(at stage: Stage) async {
        guard stage == self.stage else { return }
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }

    private struct Call: ApprovedCall {
        let call: any ApprovedCall
        let tool: HangingTool

        var plan: Plan { call.plan }
        var footprint: Footprint { call.footprint }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            await tool.hang(at: .run)
            return try await call.run(at: now)
        }
    }
}
