import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// What a request says of its client, in its headers and in `params._meta`, which must agree: whatever stands between client and
/// server goes by the headers (MCP 2026-07-28, Streamable HTTP).
struct MCPEnvelope: Hashable, Sendable {
    /// How it came here.
    var era: MCPEra
    /// Whether the client can ask its person for a text (`elicitation` with forms).
    var asksPeople = false
    /// The trace that it belongs to, where `_meta` names one.
    var trace: TraceContext?

    private static let versionHeader = "mcp-protocol-version"
    private static let prefix = "io.modelcontextprotocol/"

    /// - Throws: `headerMismatch`, `unsupportedVersion`, or `invalidParams` where the envelope is not complete.
    init(_ message: RPCMessage, _ headers: HTTPHeaders) throws(RPCError) {
        let meta: [String: PlanArgument]? =
            if case .object(let meta)? = message.params["_meta"] { meta } else { nil }
        let version = try Self.header(Self.versionHeader, headers)
        let named = meta?[Self.prefix + "protocolVersion"]
        if named == nil, version.map(MCPVersion.handshakes.contains) ?? true {
            era = .handshake
            return
        }
        if let named, named != version.map(PlanArgument.string) {
            throw RPCError(
                .headerMismatch, "the header `MCP-Protocol-Version` is not the version that `params._meta` names")
        }
        era = .stateless
        if let fault = Self.unsupported(version) { throw fault }
        if let version, MCPVersion.handshakes.contains(version) {
            era = .handshake
            return
        }
        guard let meta, named != nil else {
            throw RPCError(.invalidParams, "`params._meta` lacks `\(Self.prefix)protocolVersion`")
        }
        guard case .object(let capabilities)? = meta[Self.prefix + "clientCapabilities"] else {
            throw RPCError(.invalidParams, "`params._meta` lacks the object `\(Self.prefix)clientCapabilities`")
        }
        try Self.requireSame("Mcp-Method", headers, as: message.method, of: "method")
        if message.method == "tools/call", case .string(let name)? = message.params["name"] {
            try Self.requireSame("Mcp-Name", headers, as: name, of: "params.name")
        }
        asksPeople = Self.hasForms(capabilities)
        if case .string(let trace)? = meta["traceparent"] { self.trace = TraceContext(traceparent: trace) }
    }

    /// Looks at the version of a notification, which is all that it has to say.
    static func check(_ headers: HTTPHeaders) throws(RPCError) {
        if let fault = unsupported(try header(versionHeader, headers)) { throw fault }
    }

    private static func unsupported(_ version: String?) -> RPCError? {
        guard let version, !MCPVersion.all.contains(version) else { return nil }
        return RPCError(
            .unsupportedVersion, "this version of the protocol is not spoken here", requested: version)
    }

    /// A client that says nothing of forms or links, but that it elicits, has forms.
    private static func hasForms(_ capabilities: [String: PlanArgument]) -> Bool {
        guard case .object(let elicitation)? = capabilities["elicitation"] else { return false }
        if case .object? = elicitation["form"] { return true }
        return elicitation.isEmpty
    }

    /// The value of a header that may come once: of two, one reader takes the first and another the last.
    private static func header(_ name: String, _ headers: HTTPHeaders) throws(RPCError) -> String? {
        let values = headers[name]
        guard values.count <= 1 else { throw RPCError(.headerMismatch, "the header `\(name)` comes twice") }
        return values.first
    }

    private static func requireSame(
        _ name: String, _ headers: HTTPHeaders, as value: String, of member: String
    ) throws(RPCError) {
        guard let found = try header(name, headers) else {
            throw RPCError(.headerMismatch, "the header `\(name)` is missing")
        }
        guard let decoded = MCPHeaderText.decoded(found), decoded.hasSameBytes(as: value) else {
            throw RPCError(.headerMismatch, "the header `\(name)` is not `\(member)` of the body")
        }
    }
}
