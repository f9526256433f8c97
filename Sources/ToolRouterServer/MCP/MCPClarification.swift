import ToolRouter
import ToolRouterFormats

/// How a person is asked back through a client that can: the result of the call is `input_required`, and the client sends the
/// call again with what was said (MCP 2026-07-28, multi round-trip requests). Nothing is remembered in between: what was said is
/// the question then.
struct MCPClarification: Hashable, Sendable {
    /// The name of the one thing that is asked for.
    private static let field = "question"

    /// What was said; nil where the person would not say anything.
    private let text: String?

    /// What the parameters of a call say to what was asked before; nil where they say nothing.
    ///
    /// - Throws: `invalidParams` where it is not the reply to what is asked here.
    static func reply(in params: [String: PlanArgument]) throws(RPCError) -> MCPClarification? {
        switch params["inputResponses"] {
        case nil, .null?: return nil
        case .object(let replies)?:
            guard replies.count == 1, case .object(let reply)? = replies[field],
                case .string(let action)? = reply["action"]
            else { break }
            if ["decline", "cancel"].contains(action) { return MCPClarification(text: nil) }
            guard action == "accept", case .object(let content)? = reply["content"],
                case .string(let text)? = content[field]
            else { break }
            return MCPClarification(text: text)
        default: break
        }
        throw RPCError(.invalidParams, "`params.inputResponses` is not the reply to what was asked")
    }

    /// The question that was meant.
    ///
    /// - Throws: `cancelled` where the person would not say more.
    func question() throws(RouterError) -> String {
        guard let text else {
            throw RouterError(
                .cancelled, at: .admit, "the caller gave no further details",
                hint: "ask in other words, or more precisely")
        }
        return text
    }

    /// Writes the members `inputRequests` of a result that asks back.
    static func writeRequests(_ clarification: Clarification, to writer: inout JSONWriter) {
        writer.member(
            "inputRequests",
            object: { writer in
                writer.member(
                    field,
                    object: { writer in
                        writer.member("method", "elicitation/create")
                        writer.member("params", object: { writeForm(clarification, to: &$0) })
                    })
            })
    }

    private static func writeForm(_ clarification: Clarification, to writer: inout JSONWriter) {
        writer.member("mode", "form")
        writer.member(
            "message",
            clarification == .noTool
                ? "No tool here fits the question. What do you want to know?"
                : "It is not clear what the question means. Please say it in other words, or more precisely.")
        writer.member(
            "requestedSchema",
            object: { writer in
                writer.member("type", "object")
                writer.member(
                    "properties",
                    object: { writer in
                        writer.member(
                            field,
                            object: { writer in
                                writer.member("type", "string")
                                writer.member("title", "Question")
                                writer.member("description", "The whole question, as it is meant.")
                            })
                    })
                writer.key("required")
                writer.array([field])
            })
    }
}
