import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// The tools of the router for any client of MCP (Model Context Protocol), each message in a request of its own.
///
/// Who asks, limits, audit and answers are those of `POST /v1/query`. Start reading at `mcp(_:)`.
extension ServiceResponder {
    /// Answers one message.
    ///
    /// - Throws: what is wrong with the request before anybody reads the message.
    func mcp(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        let call = routed.call
        // A page of a stranger, in the browser of somebody who reaches the server, must not call tools in their name (MCP,
        // Streamable HTTP, security warning).
        try hosts.checkOrigin(
            call.headers, hint: "send it from elsewhere than a page, or add the origin to `http.origins`")
        try requireJSON(call)
        let body: RPCBody
        do throws(FileError.Reason) {
            body = try bodies.read(from: Array(call.body.readableBytesView))
        } catch {
            return MCPReply.error(RPCError(.parseError, "the body: found \(error.found)"), id: nil, to: .stateless)
        }
        switch body {
        case .invalid(let problem, let id):
            return MCPReply.error(RPCError(.invalidRequest, problem), id: id, to: .stateless)
        case .message(let message):
            guard let id = message.id else { return acknowledge(call.headers) }
            var era = MCPEra.stateless
            do throws(RPCError) {
                let envelope = try MCPEnvelope(message, call.headers)
                era = envelope.era
                return try await perform(message, id, envelope, routed)
            } catch {
                return MCPReply.error(error, id: id, to: era)
            }
        }
    }

    /// Takes a notification, of which there is none that anything follows from: a client that no longer wants its answer closes
    /// the connection.
    private func acknowledge(_ headers: HTTPHeaders) -> HTTPReply {
        do throws(RPCError) {
            try MCPEnvelope.check(headers)
            return HTTPReply(status: .accepted)
        } catch {
            return MCPReply.error(error, id: nil, to: .stateless)
        }
    }

    private func perform(
        _ message: RPCMessage, _ id: RPCMessage.ID, _ envelope: MCPEnvelope, _ routed: RoutedCall
    ) async throws(RPCError) -> HTTPReply {
        let writer = MCPReply(id: id, era: envelope.era, version: build.version)
        switch (envelope.era, message.method) {
        case (.stateless, "server/discover"):
            return writer.discovery(scope: cacheScope)
        case (.handshake, "initialize"):
            guard case .string(let offered)? = message.params["protocolVersion"] else {
                throw RPCError(.invalidParams, "`params.protocolVersion` is not a text")
            }
            return writer.initialization(MCPVersion.negotiated(offered))
        case (.handshake, "ping"):
            return writer.result { _ in }
        case (_, "tools/list"):
            guard [nil, .null].contains(message.params["cursor"]) else {
                throw RPCError(.invalidParams, "`params.cursor` is none of this server: its list has one page")
            }
            return writer.list(mcpTools, scope: cacheScope)
        case (_, "tools/call"):
            return try await callTool(message.params, envelope, routed, writer)
        default:
            throw RPCError(.methodNotFound, "there is no method \(Excerpt.of(message.method)) here")
        }
    }

    /// Who may be given what one client was told of the tools: where keys are needed, others may not even know of them.
    private var cacheScope: String { identities.needsKey ? "private" : "public" }
}
