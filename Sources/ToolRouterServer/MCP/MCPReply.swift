import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// Writes what a message is answered with.
struct MCPReply: Sendable {
    /// How long a client may go on with what it was told of the server and its tools, in milliseconds: neither changes before the
    /// server ends.
    static let timeToLive = 300_000
    /// Bodies of more bytes are not written on an event loop: that takes a millisecond and more.
    private static let quick = 128 << 10

    /// Names the request to its client.
    let id: RPCMessage.ID
    let era: MCPEra
    /// The version of the server.
    let version: String

    /// An error; nil for the id where none is known.
    static func error(_ error: RPCError, id: RPCMessage.ID?, to era: MCPEra) -> HTTPReply {
        .json(error.status(to: era)) { writer in
            writer.member("jsonrpc", "2.0")
            writer.key("id")
            if let id { id.write(to: &writer) } else { writer.null() }
            error.write(to: &writer)
        }
    }

    /// A result with these members, and those that each one has.
    func result(_ type: String = "complete", _ members: (inout JSONWriter) -> Void) -> HTTPReply {
        .json { writer in
            writer.member("jsonrpc", "2.0")
            writer.key("id")
            id.write(to: &writer)
            writer.member(
                "result",
                object: { writer in
                    if era == .stateless { writer.member("resultType", type) }
                    members(&writer)
                    guard era == .stateless else { return }
                    writer.member(
                        "_meta",
                        object: { writer in
                            writer.key("io.modelcontextprotocol/serverInfo")
                            writeServer(to: &writer)
                        })
                })
        }
    }

    // MARK: The server

    /// What the server is, for a client that asks nothing else first.
    func discovery(scope: String) -> HTTPReply {
        result { writer in
            writer.key("supportedVersions")
            writer.array(MCPVersion.all)
            writeCapabilities(to: &writer)
            writeCaching(scope, to: &writer)
        }
    }

    /// The same for a client that introduces itself.
    func initialization(_ protocolVersion: String) -> HTTPReply {
        result { writer in
            writer.member("protocolVersion", protocolVersion)
            writeCapabilities(to: &writer)
            writer.key("serverInfo")
            writeServer(to: &writer)
        }
    }

    /// The tools.
    func list(_ tools: MCPTools, scope: String) -> HTTPReply {
        result { writer in
            writer.member("tools", array: { list in for tool in tools.all { tool.write(to: &list) } })
            if era == .stateless { writeCaching(scope, to: &writer) }
        }
    }

    private func writeCapabilities(to writer: inout JSONWriter) {
        writer.member("capabilities", object: { $0.member("tools", object: { _ in }) })
        writer.member(
            "instructions",
            "Use `ask` for questions in plain language; the other tools run one call that you write yourself. Every call is "
                + "checked before anything runs. `explain` tells how an answer came about.")
    }

    private func writeServer(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", "toolrouter")
            writer.member("title", "ToolRouter")
            writer.member("version", version)
        }
    }

    private func writeCaching(_ scope: String, to writer: inout JSONWriter) {
        writer.member("ttlMs", Self.timeToLive)
        writer.member("cacheScope", scope)
    }

    // MARK: Tools

    /// What a tool answered: `reply` is that of `POST /v1/query`.
    func toolResult(_ reply: HTTPReply) async -> HTTPReply { await tool(reply, isError: false) }

    /// Why a tool did not answer: `reply` is a problem document.
    func toolError(_ reply: HTTPReply) async -> HTTPReply { await tool(reply, isError: true) }

    /// Asks the person back.
    func inputRequired(_ clarification: Clarification, _ reply: HTTPReply) -> HTTPReply {
        withLimits(
            of: reply,
            result("input_required") { writer in
                MCPClarification.writeRequests(clarification, to: &writer)
            })
    }

    /// What happened to a request.
    func explanation(_ trail: KeptTrail) -> HTTPReply {
        var body = JSONWriter()
        body.object { writer in
            writer.member("request_id", trail.request.text)
            writer.member("outcome", trail.outcome)
            writer.member("tool", trail.tool?.text)
            writer.member("source", trail.source?.rawValue)
            writer.member("code", trail.code?.rawValue)
            writer.key("latency_ms")
            writer.literal(AnswerBody.milliseconds(trail.latency))
            AnswerBody.write(trail.steps, to: &writer)
        }
        return content(body.text, isError: false)
    }

    private func tool(_ reply: HTTPReply, isError: Bool) async -> HTTPReply {
        guard reply.body.readableBytes > Self.quick else {
            return withLimits(of: reply, content(String(buffer: reply.body), isError: isError))
        }
        return await withTaskExecutorPreference(globalConcurrentExecutor) {
            withLimits(of: reply, content(String(buffer: reply.body), isError: isError))
        }
    }

    /// The same JSON as text, for models, and as a value, for programs.
    private func content(_ json: String, isError: Bool) -> HTTPReply {
        result { writer in
            writer.member(
                "content",
                array: { list in
                    list.object { writer in
                        writer.member("type", "text")
                        writer.member("text", json)
                    }
                })
            writer.key("structuredContent")
            writer.literal(json)
            writer.member("isError", isError)
        }
    }

    /// Whoever asks by MCP is told of limits as everybody is.
    private func withLimits(of reply: HTTPReply, _ result: HTTPReply) -> HTTPReply {
        var result = result
        for (name, value) in reply.headers {
            let name = name.lowercased()
            guard name.hasPrefix("ratelimit") || name.hasPrefix("x-ratelimit") || name == "retry-after" else {
                continue
            }
            result.headers.add(name: name, value: value)
        }
        return result
    }
}
