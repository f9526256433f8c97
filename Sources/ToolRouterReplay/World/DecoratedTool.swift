import ToolRouter

/// A tool around another one, which does all that this one does not do itself.
protocol DecoratedTool: Tool {
    var tool: any Tool { get }
}

extension DecoratedTool {
    var name: ToolName { tool.name }
    var mayWait: Bool { tool.mayWait }
    var syntax: any PlanSyntax { tool.syntax }
    var summary: String { tool.summary }
    var inputs: [ToolInput] { tool.inputs }

    func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        try await tool.fingerprint(for: request)
    }

    func mayRecognise(_ question: String) -> Bool { tool.mayRecognise(question) }

    func recognise(_ request: Request, at now: Timestamp) async -> Plan? {
        await tool.recognise(request, at: now)
    }

    func understands(_ text: String, for request: Request, at now: Timestamp) async -> Bool {
        await tool.understands(text, for: request, at: now)
    }

    func approve(_ plan: Plan, for request: Request, at now: Timestamp) async throws(RouterError) -> any ApprovedCall {
        try await tool.approve(plan, for: request, at: now)
    }

    func hasSameText(_ left: Plan, _ right: Plan) -> Bool { tool.hasSameText(left, right) }

    func describe(for request: Request) async -> ToolDescription? { await tool.describe(for: request) }
}

extension RouterError {
    /// A tool's call ended because its caller no longer waits for it.
    static let cutShort = RouterError(.cancelled, at: .run, "the caller left before the answer")
}
