import NIOCore
import ToolRouter
import ToolRouterFormats

/// Calls of tools.
extension ServiceResponder {
    /// Calls the tool that `params` name.
    ///
    /// - Throws: `invalidParams` where they name none, or are not those of a call. What is wrong with the arguments of one is a
    ///   result, since a model can mend it.
    func callTool(
        _ params: [String: PlanArgument], _ envelope: MCPEnvelope, _ routed: RoutedCall, _ writer: MCPReply
    ) async throws(RPCError) -> HTTPReply {
        guard let identity = routed.identity else { preconditionFailure("a call of a tool without an identity") }
        guard case .string(let name)? = params["name"] else {
            throw RPCError(.invalidParams, "`params.name` is not a text")
        }
        guard let tool = mcpTools[name] else {
            throw RPCError(.invalidParams, "there is no tool \(Excerpt.of(name)): \(mcpTools.names)")
        }
        let given: [String: PlanArgument]
        switch params["arguments"] {
        case .object(let values)?: given = values
        case nil, .null?: given = [:]
        default: throw RPCError(.invalidParams, "`params.arguments` is not an object")
        }
        let said = try MCPClarification.reply(in: params)
        let trace = routed.call.trace ?? envelope.trace
        do throws(RouterError) {
            var arguments = try ToolArguments(given, for: tool.inputs)
            switch tool.kind {
            case .explain:
                return try explain(arguments.takeText("request_id") ?? "", identity, writer)
            case .ask:
                let asked = arguments.takeText("question") ?? ""
                let question = try said?.question() ?? asked
                let request = Request(
                    id: routed.call.id, caller: identity.caller, question: question,
                    database: arguments.takeText("database").map { DatabaseName($0) },
                    bypassCache: arguments.takeFlag("bypass_cache") ?? false, trace: trace)
                return await answer(request, identity, routed, asksPeople: envelope.asksPeople, writer)
            case .call(let name):
                let database = tool.takesDatabase ? arguments.takeText("database") : nil
                let plan = Plan(tool: name, arguments: arguments.values)
                let request = Request(
                    id: routed.call.id, caller: identity.caller,
                    question: PlanQuestion.text(of: plan, atMost: live.settings.router.maximumQuestion),
                    database: database.map { DatabaseName($0) }, trace: trace, plan: plan)
                return await answer(request, identity, routed, asksPeople: false, writer)
            }
        } catch {
            return await writer.toolError(HTTPReply(error, of: routed.call.id, trace: trace))
        }
    }

    private func answer(
        _ request: Request, _ identity: Identity, _ routed: RoutedCall, asksPeople: Bool, _ writer: MCPReply
    ) async -> HTTPReply {
        let answered = await answer(request, of: identity, arrivedAt: routed.arrivedAt, .kept)
        switch answered.answer.outcome {
        case .clarification(let clarification) where asksPeople:
            return writer.inputRequired(clarification, answered.reply)
        case .answered, .clarification: return await writer.toolResult(answered.reply)
        case .refused, .failed: return await writer.toolError(answered.reply)
        }
    }

    /// Tells what happened to a request of this identity.
    private func explain(
        _ request: String, _ identity: Identity, _ writer: MCPReply
    ) throws(RouterError) -> HTTPReply {
        let owner = TrailOwner(identity, identity.caller)
        guard let trail = recentTrails.trail(of: RequestID(request), for: owner) else {
            throw .argument(
                "none of your recent requests has this id",
                hint: "send the `request_id` of a request that you asked over /mcp, or with `trail`, a short time ago")
        }
        return writer.explanation(trail)
    }
}
